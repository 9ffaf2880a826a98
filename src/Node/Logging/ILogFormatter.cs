using System.Buffers;

namespace Polymasq.Node.Logging;

/// <summary>Writes entries as UTF-8 lines, each with its line end. Used by one thread.</summary>
internal interface ILogFormatter
{
    void Write(LogEntry entry, IBufferWriter<byte> output);
}

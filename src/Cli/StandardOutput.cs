using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Polymasq.Cli;

/// <summary>Standard output that fails when its reader has gone: Console.Out takes no notice, and a tail into head would never end.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>Buffered: what is printed must be flushed.</summary>
    public static StreamWriter Open()
    {
        FileStream file = new(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A FileStream keeps a position of its own in a file, and would write over what others append there. A file has no reader that goes.
        Stream stream = file.CanSeek ? Console.OpenStandardOutput() : file;
        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}

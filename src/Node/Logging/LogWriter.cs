using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Logging;

/// <summary>
/// A bounded queue and a thread that writes it out, so that a slow terminal or a full pipe never slows a packet: what finds
/// no room is counted, and the count is said once the output goes on.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    /// <summary>The number of the line that tells how many were lost.</summary>
    public const int LostEvent = 2290;

    private const int BatchBytes = 64 * 1024;

    /// <summary>How long the end of the program waits for an output that does not go on.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<LogEntry> _queue;
    private readonly ArrayBufferWriter<byte> _batch = new(4096);
    private readonly ILogFormatter _formatter;
    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private long _lost;
    private long _lostUnsaid;

    public LogWriter(Stream output, ILogFormatter formatter, TimeProvider time, int entriesMax)
    {
        _output = output;
        _formatter = formatter;
        _time = time;
        _queue = new BlockingCollection<LogEntry>(entriesMax);
        _thread = new Thread(Run) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <summary>Entries that found no room since the start.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Never waits.</summary>
    public void Write(LogEntry entry)
    {
        if (TryAdd(entry)) return;
        Interlocked.Increment(ref _lost);
        Interlocked.Increment(ref _lostUnsaid);
    }

    /// <summary>Writes what is queued, if the output takes it within a second.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (_thread.Join(LastWait)) _queue.Dispose();
    }

    private bool TryAdd(LogEntry entry)
    {
        try
        {
            return _queue.TryAdd(entry);
        }
        catch (InvalidOperationException)
        {
            return false; // closed: the program ends
        }
    }

    private void Run()
    {
        foreach (LogEntry first in _queue.GetConsumingEnumerable())
        {
            _formatter.Write(first, _batch);
            while (_batch.WrittenCount < BatchBytes && _queue.TryTake(out LogEntry? next)) _formatter.Write(next, _batch);
            Flush();
            if (Interlocked.Exchange(ref _lostUnsaid, 0) is long lost and > 0) SayLost(lost);
        }
    }

    private void SayLost(long lost)
    {
        string message = $"{lost} lines were lost here because standard error did not take them fast enough";
        KeyValuePair<string, object?>[] values = [new("Lost", lost)];
        _formatter.Write(new LogEntry(_time.GetUtcNow(), LogLevel.Warning, "logging", LostEvent, message, values, null), _batch);
        Flush();
    }

    private void Flush()
    {
        try
        {
            _output.Write(_batch.WrittenSpan);
            _output.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Debug.WriteLine(e); // nobody reads standard error: the daemon lives on without it
        }

        _batch.ResetWrittenCount();
    }
}

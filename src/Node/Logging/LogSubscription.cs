using System.Threading.Channels;

namespace Polymasq.Node.Logging;

/// <summary>One who follows the log. Disposing ends it.</summary>
internal sealed class LogSubscription : IDisposable
{
    private readonly Channel<LogEntry> _entries;
    private readonly LogRing _ring;
    private long _lost;

    internal LogSubscription(LogRing ring, int room)
    {
        _ring = ring;
        _entries = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(room) { SingleReader = true });
    }

    /// <summary>What was logged, in order; ends when this is disposed.</summary>
    public ChannelReader<LogEntry> Entries => _entries.Reader;

    /// <summary>Takes the count of entries that were lost since it was taken last.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

    public void Dispose()
    {
        _ring.Remove(this);
        _entries.Writer.TryComplete();
    }

    internal void Offer(LogEntry entry)
    {
        if (!_entries.Writer.TryWrite(entry)) Interlocked.Increment(ref _lost);
    }
}

namespace Polymasq.Node.Stores;

/// <summary>Removes old events now and then, a batch at a time, so that no lease waits for it.</summary>
/// <param name="keep">How long events are kept; null for ever.</param>
/// <param name="clock">For the age of events.</param>
/// <param name="prune">Removes events decided before a time, at most so many. True when there are no more of them.</param>
internal sealed class HistoryPruning(TimeSpan? keep, TimeProvider clock, Func<DateTimeOffset, int, bool> prune)
{
    private const int Batch = 5000;

    private long _prunedAt = clock.GetTimestamp();

    /// <summary>How often it is due.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    public void RunIfDue()
    {
        if (keep is not { } historyTime || clock.GetElapsedTime(_prunedAt) < Interval) return;
        bool isDone = prune(clock.GetUtcNow() - historyTime, Batch);
        if (isDone) _prunedAt = clock.GetTimestamp();
    }
}

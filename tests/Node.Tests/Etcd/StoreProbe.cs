using System.Collections.Concurrent;
using Polymasq.Actors.Clustering;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>A sink that hands the reports to a test one by one. It can be without room.</summary>
internal sealed class StoreProbe : IStoreSink, IDisposable
{
    private readonly BlockingCollection<StoreReport> _reports = [];
    private volatile bool _isFull;
    private int _refusals;

    /// <summary>The time of stores in tests, and of their times to wait: etcd itself is slow on a busy machine.</summary>
    public static TimeProvider Time { get; } = new SlowTime(4);

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    public bool IsFull
    {
        set => _isFull = value;
    }

    /// <summary>How often a report was offered and there was no room.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    public bool TryReport(StoreReport report)
    {
        if (_isFull) Interlocked.Increment(ref _refusals);
        else _reports.Add(report);
        return !_isFull;
    }

    public StoreReport Next() =>
        _reports.TryTake(out StoreReport? report, Patience) ? report : throw new TimeoutException($"no report after {Patience.TotalSeconds} s");

    /// <summary>The next report, which must be of this kind.</summary>
    public T Next<T>()
        where T : StoreReport => Assert.IsType<T>(Next());

    /// <summary>Takes health reports until one says so; tells after how long by the store's time.</summary>
    public (StoreHealth Health, TimeSpan After) UntilHealth(bool canCommit)
    {
        long begin = Time.GetTimestamp();
        StoreHealth health;
        do health = Next<StoreReport.HealthChanged>().Health;
        while (health.CanCommit != canCommit);
        return (health, Time.GetElapsedTime(begin));
    }

    /// <summary>Takes health reports until a reason says this.</summary>
    public void UntilReason(string part)
    {
        StoreHealth health;
        do health = Next<StoreReport.HealthChanged>().Health;
        while (!health.Reason.Contains(part, StringComparison.Ordinal));
        Assert.False(health.CanCommit);
    }

    /// <summary>So many changes.</summary>
    public List<StoreEntry> Changes(int count)
    {
        List<StoreEntry> changes = [];
        while (changes.Count < count) changes.AddRange(Next<StoreReport.Changed>().Entries);
        return changes;
    }

    /// <summary>Whether nothing else was reported so far.</summary>
    public bool IsEmpty => _reports.Count == 0;

    public void Dispose() => _reports.Dispose();
}

using Polymasq.Actors.Leases;

namespace Polymasq.Node.Tests.Stores;

/// <summary>Keeps what a journal reports, and can refuse to take it.</summary>
internal sealed class RecordingSink : ILeaseJournalSink
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);
    private readonly List<LeaseReport> _reports = [];
    private bool _isFull;
    private int _refusals;

    /// <summary>While true, every batch is refused.</summary>
    public bool IsFull
    {
        set
        {
            lock (_reports) _isFull = value;
        }
    }

    public IReadOnlyList<LeaseReport> Reports
    {
        get
        {
            lock (_reports) return [.. _reports];
        }
    }

    public bool TryReport(IReadOnlyList<LeaseReport> batch)
    {
        lock (_reports)
        {
            if (_isFull) _refusals++;
            else _reports.AddRange(batch);
            Monitor.PulseAll(_reports);
            return !_isFull;
        }
    }

    /// <summary>Waits for a report about a ticket.</summary>
    public LeaseReport About(long ticket)
    {
        Await(() => _reports.Exists(report => report.Ticket == ticket), $"a report about {ticket}");
        return Reports.Single(report => report.Ticket == ticket);
    }

    /// <summary>Waits for the end of the replay and takes what came until then.</summary>
    public IReadOnlyList<LeaseReport> Replayed()
    {
        Await(() => _reports.Exists(report => report.Kind == LeaseReportKind.CaughtUp), "the end of the replay");
        return Reports;
    }

    public void AwaitRefusal() => Await(() => _refusals > 0, "a refused batch");

    private void Await(Func<bool> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        lock (_reports)
            while (!condition())
            {
                TimeSpan left = WaitMax - TimeProvider.System.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_reports, left)) Assert.Fail($"{what} did not come");
            }
    }
}

using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

/// <summary>What every journal must do, whatever it writes to. A journal's tests inherit from it and say how it is opened.</summary>
public abstract class LeaseJournalContract
{
    protected const int QueueMax = 64;

    /// <summary>Opens a journal on the same store as before, which is empty at first. One is open at a time.</summary>
    protected abstract ILeaseJournal Open();

    /// <summary>For a journal that works only when it is driven: commits and reports what is waiting.</summary>
    protected virtual void Drive(ILeaseJournal journal) => journal.Flush();

    [Fact]
    public void An_empty_journal_is_caught_up_at_once()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink sink);
        LeaseReport report = Assert.Single(sink.Replayed());
        Assert.Equal((LeaseReportKind.CaughtUp, 0L), (report.Kind, report.Revision));
    }

    [Fact]
    public void An_append_is_reported_with_its_ticket_and_the_revision_grows()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink sink);
        LeaseReport first = Append(journal, sink, 1, LeaseEvents.Leased("10.9.0.1"));
        LeaseReport second = Append(journal, sink, 2, LeaseEvents.Leased("10.9.0.2"));
        Assert.Equal((LeaseReportKind.Committed, LeaseReportKind.Committed), (first.Kind, second.Kind));
        Assert.True(second.Revision > first.Revision && first.Revision > 0);
        Assert.Equal(LeaseEvents.Leased("10.9.0.1"), first.Event);
    }

    [Fact]
    public void An_append_for_another_version_is_refused_with_the_newest_event()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink sink);
        Append(journal, sink, 1, LeaseEvents.Leased("10.9.0.1", 1, client: 1));
        foreach (long version in new long[] { 1, 3 })
        {
            LeaseReport conflict = Append(journal, sink, 10 + version, LeaseEvents.Leased("10.9.0.1", version, client: 2));
            Assert.Equal(LeaseReportKind.Conflict, conflict.Kind);
            Assert.Equal(LeaseEvents.Leased("10.9.0.1", 1, client: 1), conflict.Event);
        }
        Assert.Equal(LeaseReportKind.Committed, Append(journal, sink, 20, LeaseEvents.Leased("10.9.0.1", 2)).Kind);
    }

    [Fact]
    public void An_address_begins_with_version_one()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink sink);
        LeaseReport conflict = Append(journal, sink, 1, LeaseEvents.Leased("10.9.0.1", 2));
        Assert.Equal((LeaseReportKind.Conflict, null), (conflict.Kind, conflict.Event));
    }

    [Fact]
    public void Of_two_appends_for_one_version_the_first_wins()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink sink);
        Assert.True(journal.TryAppend(new LeaseAppend(1, LeaseEvents.Leased("10.9.0.1", 1, client: 1))));
        Assert.True(journal.TryAppend(new LeaseAppend(2, LeaseEvents.Leased("10.9.0.1", 1, client: 2))));
        Drive(journal);
        Assert.Equal(LeaseReportKind.Committed, sink.About(1).Kind);
        Assert.Equal(LeaseReportKind.Conflict, sink.About(2).Kind);
        Assert.Equal(LeaseEvents.Client(1), sink.About(2).Event!.Client);
    }

    [Fact]
    public void Appends_to_one_address_are_committed_in_order()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink sink);
        for (long version = 1; version <= 20; version++)
            Assert.True(journal.TryAppend(new LeaseAppend(version, LeaseEvents.Leased("10.9.0.1", version))));
        Drive(journal);
        sink.About(20);
        long[] committed = [.. sink.Reports.Where(report => report.Kind == LeaseReportKind.Committed).Select(report => report.Event!.Version)];
        Assert.Equal(Enumerable.Range(1, 20).Select(version => (long)version), committed);
    }

    [Fact]
    public void A_start_reports_the_newest_event_of_each_address_in_the_order_of_commit()
    {
        using (ILeaseJournal journal = OpenAndStart(out RecordingSink sink))
        {
            Append(journal, sink, 1, LeaseEvents.Leased("10.9.0.2", 1));
            Append(journal, sink, 2, LeaseEvents.Leased("10.9.0.1", 1));
            Append(journal, sink, 3, LeaseEvents.Leased("10.9.0.3", 1));
            Append(journal, sink, 4, LeaseEvents.Leased("10.9.0.2", 2));
        }
        using ILeaseJournal again = OpenAndStart(out RecordingSink replay);
        IReadOnlyList<LeaseReport> reports = replay.Replayed();
        Assert.Equal(["10.9.0.1 v1", "10.9.0.3 v1", "10.9.0.2 v2"], reports.SkipLast(1).Select(report => $"{report.Event!.Address} v{report.Event.Version}"));
        Assert.All(reports, report => Assert.Equal(0, report.Ticket));
        Assert.Equal(reports[^2].Revision, reports[^1].Revision);
        Assert.True(Append(again, replay, 5, LeaseEvents.Leased("10.9.0.4")).Revision > reports[^1].Revision);
    }

    [Fact]
    public void Every_part_of_an_event_comes_back()
    {
        LeaseEvent full = LeaseEvents.Leased("10.9.0.1") with
        {
            Client = ClientKey.Of([0xFF, 1, 2, 3], default),
            Chaddr = new HardwareAddress(6, [1, 2, 3]),
            VendorClass = "MSFT 5.0 \"ü\"",
            LeaseSeconds = LeaseTime.Infinite,
            Until = DateTimeOffset.MaxValue,
            At = LeaseEvents.Start.AddTicks(1),
        };
        LeaseEvent bare = new() { Kind = LeaseEventKind.Expired, Address = Ipv4Address.Parse("10.9.0.2"), Version = 1, At = LeaseEvents.Start, Gateway = "gw2" };
        using (ILeaseJournal journal = OpenAndStart(out RecordingSink sink))
        {
            Append(journal, sink, 1, full);
            Append(journal, sink, 2, bare);
        }
        using ILeaseJournal again = OpenAndStart(out RecordingSink replay);
        Assert.Equal([full, bare], replay.Replayed().SkipLast(1).Select(report => report.Event!));
    }

    [Fact]
    public void A_second_start_reports_all_of_it_to_the_new_sink_alone()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink first);
        Append(journal, first, 1, LeaseEvents.Leased("10.9.0.1"));
        int reportsBefore = first.Reports.Count;

        RecordingSink second = new();
        journal.Start(second);
        Drive(journal);
        Assert.Equal([LeaseReportKind.Committed, LeaseReportKind.CaughtUp], second.Replayed().Select(report => report.Kind));
        Append(journal, second, 2, LeaseEvents.Leased("10.9.0.2"));
        Assert.Equal(reportsBefore, first.Reports.Count);
    }

    [Fact]
    public void A_full_queue_refuses_and_every_accepted_append_is_reported_once()
    {
        using ILeaseJournal journal = OpenAndStart(out RecordingSink sink);
        sink.Replayed();
        sink.IsFull = true; // the journal waits with its first report, and commits nothing more
        int accepted = 0;
        while (journal.TryAppend(new LeaseAppend(accepted + 1, LeaseEvents.Leased($"10.9.{accepted / 256}.{accepted % 256}"))))
            if (++accepted == 1) AwaitRefusal(journal, sink);
        Assert.InRange(accepted, QueueMax, 2 * QueueMax);

        sink.IsFull = false;
        Drive(journal);
        for (int ticket = 1; ticket <= accepted; ticket++) Assert.Equal(LeaseReportKind.Committed, sink.About(ticket).Kind);
    }

    private void AwaitRefusal(ILeaseJournal journal, RecordingSink sink)
    {
        Drive(journal);
        sink.AwaitRefusal();
    }

    private LeaseReport Append(ILeaseJournal journal, RecordingSink sink, long ticket, LeaseEvent e)
    {
        Assert.True(journal.TryAppend(new LeaseAppend(ticket, e)));
        Drive(journal);
        return sink.About(ticket);
    }

    private ILeaseJournal OpenAndStart(out RecordingSink sink)
    {
        ILeaseJournal journal = Open();
        sink = new RecordingSink();
        journal.Start(sink);
        Drive(journal);
        sink.Replayed();
        return journal;
    }
}

using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Tests.Leases;

/// <summary>DHCPDECLINE and DHCPRELEASE are never sent twice (RFC 2131 §4.4.4, §4.4.6), so what cannot be written at once is not lost.</summary>
public sealed class UnwrittenEndingTests
{
    private readonly LedgerSystem _net = new();

    public UnwrittenEndingTests()
    {
        _net.Tell(LeaseCommandKind.RequestSelecting, 1, "10.9.0.111", 1);
        _net.Commit();
    }

    [Theory]
    [InlineData(LeaseCommandKind.Decline, LeaseEventKind.Declined)]
    [InlineData(LeaseCommandKind.Release, LeaseEventKind.Released)]
    public void What_was_heard_without_a_quorum_is_written_when_it_is_back(LeaseCommandKind said, LeaseEventKind written)
    {
        _net.Journal.Suspend();
        _net.Tell(said, 1, "10.9.0.111", 2);
        Assert.Equal(LeaseReason.JournalUnavailable, _net.Decided[2].Reason);
        _net.Advance(5);
        _net.Journal.Resume();
        _net.Advance(0);
        _net.Commit();
        Assert.Equal(written, _net.Observed[^1].Kind);
    }

    [Fact]
    public void What_was_heard_while_the_store_took_nothing_is_written_soon_after()
    {
        _net.Journal.IsFull = true;
        _net.Tell(LeaseCommandKind.Decline, 1, "10.9.0.111", 2);
        _net.Commit();
        _net.Journal.IsFull = false;
        _net.Advance(_net.Settings.SweepInterval.TotalSeconds);
        _net.Commit();
        Assert.Equal(LeaseEventKind.Declined, _net.Observed[^1].Kind);
    }

    // The client has asked another gateway for the address again, and has it.
    [Theory]
    [InlineData(LeaseCommandKind.Decline)]
    [InlineData(LeaseCommandKind.Release)]
    public void What_was_heard_before_a_newer_lease_is_not_written(LeaseCommandKind said)
    {
        _net.Journal.Suspend();
        _net.Tell(said, 1, "10.9.0.111", 2);
        LeaseEvent lease = _net.Observed[^1];
        Assert.True(_net.Store.TryCommit(lease with { Version = lease.Version + 1, At = lease.At + TimeSpan.FromSeconds(1), Gateway = "gw2", Correlation = 1 }));
        _net.Commit();
        _net.Journal.Resume();
        _net.Advance(0);
        _net.Commit();
        Assert.Equal(("gw2", LeaseState.Bound), (_net.Observed[^1].Gateway, _net.Observed[^1].State));
    }

    // RFC 2131 §3.1.5: ten seconds later the client may have begun anew, with this address.
    [Fact]
    public void What_was_heard_long_ago_is_not_written()
    {
        _net.Journal.Suspend();
        _net.Tell(LeaseCommandKind.Decline, 1, "10.9.0.111", 2);
        _net.Advance(11);
        _net.Journal.Resume();
        _net.Advance(0);
        _net.Commit();
        Assert.Equal(LeaseEventKind.Leased, _net.Observed[^1].Kind);
    }
}

using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Tests.Leases;

public sealed class LeaseLedgerReservationTests
{
    private static LeaseSettings With(params LeaseReservation[] reservations) =>
        Net.Settings(new LeasePool(Net.PoolSettings("10.9.0.100-10.9.0.110") with { Reservations = reservations }));

    [Fact]
    public void A_reservation_gives_address_name_and_time_in_the_range_or_outside_of_it()
    {
        LedgerFixture net = new(With(Net.Reservation(1, "10.9.0.10", "printer") with { LeaseSeconds = 60 }, Net.Reservation(2, "10.9.0.105")));
        LeaseDecision offer = net.Decide(LeaseCommandKind.Offer, 1, "10.9.0.104", hostname: "own-name");
        Assert.Equal(("10.9.0.10", "printer", 60u), (offer.Address.ToString(), offer.Hostname, offer.LeaseSeconds));
        Assert.Equal("10.9.0.105", net.Offer(2));
    }

    [Fact]
    public void A_reserved_address_is_never_given_to_another()
    {
        LedgerFixture net = new(With(Net.Reservation(1, "10.9.0.105")));
        Assert.NotEqual("10.9.0.105", net.Offer(2, "10.9.0.105"));
        Assert.Equal(LeaseDecision.Nak(LeaseReason.ReservedForAnother), net.Decide(LeaseCommandKind.RequestSelecting, 2, "10.9.0.105"));
        for (int client = 3; client <= 12; client++) net.Lease(client);
        Assert.Equal("no offer", net.Offer(13));
        Assert.Equal("10.9.0.105", net.Offer(1));
    }

    [Fact]
    public void A_reservation_made_while_another_holds_the_address_waits_for_the_holders_next_renewal()
    {
        LedgerFixture net = new(With());
        net.Lease(2, "10.9.0.105");
        net.Configure(With(Net.Reservation(1, "10.9.0.105")));

        string meanwhile = net.Lease(1);
        Assert.NotEqual("10.9.0.105", meanwhile);
        Assert.Equal(LeaseDecision.Nak(LeaseReason.ReservedForAnother), net.Decide(LeaseCommandKind.RequestRenewing, 2, "10.9.0.105"));
        Assert.NotEqual("10.9.0.105", net.Lease(2));
        net.Sweep();

        Assert.Equal(LeaseDecision.Nak(LeaseReason.ReservationWaits), net.Decide(LeaseCommandKind.RequestRenewing, 1, meanwhile));
        Assert.Equal("10.9.0.105", net.Lease(1));
        net.Sweep();
        Assert.Equal(2, net.Ledger.Bound);
    }

    [Fact]
    public void A_reservation_that_moved_is_taken_up_at_the_next_renewal()
    {
        LedgerFixture net = new(With(Net.Reservation(1, "10.9.0.10")));
        net.Lease(1);
        net.Configure(With(Net.Reservation(1, "10.9.0.20")));
        Assert.Equal(LeaseDecisionKind.Nak, net.Decide(LeaseCommandKind.RequestRenewing, 1, "10.9.0.10").Kind);
        Assert.Equal("10.9.0.20", net.Lease(1));
    }

    [Fact]
    public void A_host_with_two_interfaces_takes_its_address_from_itself()
    {
        LeaseReservation laptop = Net.Reservation(1, "10.9.0.10") with { HardwareAddresses = [Net.Chaddr(1), Net.Chaddr(2)] };
        LedgerFixture net = new(With(laptop));
        net.Lease(1);
        Assert.Equal("10.9.0.10", net.Lease(2));
        Assert.Equal(Net.Client(2), net.Ledger.NewestOf(Net.Address("10.9.0.10"))!.Client);
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(LeaseCommandKind.RequestSelecting, 1, "10.9.0.10").Kind);
    }

    [Fact]
    public void A_declined_reservation_is_replaced_until_its_quarantine_ends()
    {
        LedgerFixture net = new(With(Net.Reservation(1, "10.9.0.10")));
        net.Lease(1);
        net.Decide(LeaseCommandKind.Decline, 1, "10.9.0.10");
        Assert.NotEqual("10.9.0.10", net.Lease(1));
        net.Advance(1800);
        Assert.Equal("10.9.0.10", net.Lease(1));
    }

    [Fact]
    public void A_reservation_that_was_taken_back_leaves_a_lease_outside_the_range_to_end()
    {
        LedgerFixture net = new(With(Net.Reservation(1, "10.9.0.10")));
        net.Lease(1);
        net.Configure(With());
        Assert.Equal(LeaseDecision.Nak(LeaseReason.NotInRange), net.Decide(LeaseCommandKind.RequestRenewing, 1, "10.9.0.10"));
        Assert.NotEqual("10.9.0.10", net.Offer(1));
    }

    [Fact]
    public void A_reservation_without_an_address_names_the_client_alone()
    {
        LedgerFixture net = new(With(new LeaseReservation { HardwareAddresses = [Net.Chaddr(1)], Hostname = "box" }));
        LeaseDecision offer = net.Decide(LeaseCommandKind.Offer, 1);
        Assert.Equal("box", offer.Hostname);
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(LeaseCommandKind.RequestSelecting, 1, offer.Address.ToString()).Kind);
    }
}

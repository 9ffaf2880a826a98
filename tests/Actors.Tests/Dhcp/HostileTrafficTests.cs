using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>What must not hurt: broken packets, too many packets, a ledger that does not answer.</summary>
public sealed class HostileTrafficTests
{
    [Fact]
    public void Malformed_messages_are_counted_by_reason_and_dropped()
    {
        DhcpFixture lan = new();

        lan.Send([1, 2, 3]);
        lan.Send(Lan.Message(MessageType.Discover).WithRaw(50, 4, 1));
        lan.Send(Lan.Message(MessageType.Discover).With(OptionCode.Overload, 9));
        lan.Send(new Dhcp4Bytes());

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(1, lan.Counters.Malformed(Dhcp4ReadStatus.TooShort));
        Assert.Equal(1, lan.Counters.Malformed(Dhcp4ReadStatus.OptionPastEnd));
        Assert.Equal(1, lan.Counters.Malformed(Dhcp4ReadStatus.BadOverload));
        Assert.Equal(1, lan.Counters.Malformed(Dhcp4ReadStatus.NoMessageType));
        Assert.Equal(4, lan.Counters[Dhcp4Counter.Received]);
        Assert.Equal(0, lan.PacketsHeld());
    }

    [Theory]
    [InlineData(2, MessageType.Discover)]
    [InlineData(1, MessageType.Offer)]
    [InlineData(1, MessageType.Ack)]
    [InlineData(1, MessageType.Nak)]
    public void What_servers_send_is_not_answered(byte op, MessageType type)
    {
        DhcpFixture lan = new();

        lan.Send(Lan.Message(type) with { Op = op });

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.NotFromClient]);
    }

    // RFC 2131 §2: "client identifier or chaddr"; without either nobody could be told from anybody.
    [Fact]
    public void A_client_without_any_identity_is_dropped()
    {
        DhcpFixture lan = new();
        byte[] bytes = Lan.Message(MessageType.Discover).With(OptionCode.ClientIdentifier, 0).ToArray();
        bytes[2] = 0;

        lan.Send(bytes);

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.Nameless]);
    }

    [Fact]
    public void More_than_the_allowed_number_under_way_is_shed_and_counted()
    {
        DhcpFixture lan = new(Lan.Settings() with { PendingMax = 3, NoPing = false });

        for (int client = 1; client <= 5; client++) lan.Send(Lan.Message(MessageType.Discover, client));
        Assert.Equal(2, lan.Counters[Dhcp4Counter.Overloaded]);
        Assert.Equal(3, lan.PacketsHeld());

        lan.Advance(0.05);
        Assert.Equal(3, lan.Port.Sent.Count);
        Assert.Equal(0, lan.PacketsHeld());
        lan.Send(Lan.Message(MessageType.Discover, client: 6)); // there is room again
        Assert.Equal(2, lan.Counters[Dhcp4Counter.Overloaded]);
    }

    [Fact]
    public void A_disk_that_never_answers_costs_an_exchange_its_lifetime_and_no_more()
    {
        DhcpFixture lan = new();
        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover));
        lan.IsDiskSlow = true;
        lan.Send(DhcpFixture.Selecting(offer));
        Assert.Equal(1, lan.PacketsHeld());

        lan.Advance(15);
        Assert.Equal(0, lan.PacketsHeld());
        Assert.Equal(1, lan.Counters[Dhcp4Counter.Expired]);

        lan.Commit(); // and its decision finds nobody
        Assert.Empty(lan.Port.Sent);
    }

    [Fact]
    public void A_full_disk_acknowledges_nothing_and_the_listener_lives_on()
    {
        DhcpFixture lan = new();
        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover));
        lan.Journal.IsFull = true;
        lan.Send(DhcpFixture.Selecting(offer));
        Assert.Empty(lan.Port.Sent);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.Silent]);

        lan.Journal.IsFull = false;
        Assert.Equal(MessageType.Ack, lan.Ask(DhcpFixture.Selecting(offer)).Type);
    }

    [Fact]
    public void A_listener_that_ends_gives_back_what_it_holds()
    {
        DhcpFixture lan = new(Lan.Settings() with { NoPing = false });
        lan.Send(Lan.Message(MessageType.Discover));
        Assert.Equal(1, lan.PacketsHeld());

        lan.Ref.Stop();
        lan.System.Run();

        Assert.Equal(0, lan.PacketsHeld());
        Assert.Single(lan.Probe.Stopped);
    }

    // Whatever comes: no exception (the system would say so), no packet kept, no address to two clients.
    [Fact]
    public void Random_traffic_leaves_no_packet_behind_and_no_address_with_two_holders()
    {
        byte[][] seeds =
        [
            Lan.Message(MessageType.Discover).ToArray(), Lan.Message(MessageType.Discover).With(OptionCode.RapidCommit).ToArray(),
            Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "10.9.0.101").ToArray(),
            Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "10.9.0.102").With(OptionCode.ServerIdentifier, Lan.Own).ToArray(),
            (Lan.Message(MessageType.Request) with { Ciaddr = "10.9.0.103" }).With(OptionCode.ClientFqdn, 4, 0, 0, 1, 97).ToArray(),
            Lan.Message(MessageType.Decline).With(OptionCode.RequestedAddress, "10.9.0.101").With(OptionCode.ServerIdentifier, Lan.Own).ToArray(),
            (Lan.Message(MessageType.Release) with { Ciaddr = "10.9.0.102" }).With(OptionCode.ServerIdentifier, Lan.Own).ToArray(),
            (Lan.Message(MessageType.Inform) with { Giaddr = "10.9.0.9" }).With(OptionCode.RelayAgentInformation, 5, 4, 10, 9, 0, 0).ToArray(),
        ];
        Gen<byte[]> mutants =
            from seed in Gen.Elements(seeds)
            from client in Gen.Choose(1, 3)
            from changes in Gen.Choose(0, 65535).Two().ListOf()
            select Mutate(seed, client, changes.Take(3));

        Prop.ForAll(mutants.ListOf().ToArbitrary(), traffic =>
        {
            DhcpFixture lan = new(Lan.Settings() with { RapidCommit = true, NoPing = false });
            foreach (byte[] bytes in traffic)
            {
                lan.Send(bytes);
                lan.Advance(0.02);
            }

            lan.Advance(15);
            return lan.PacketsHeld() == 0 && !lan.Ref.IsTerminated && HoldersAreUnique(lan.Store.Events);
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Mutate(byte[] seed, int client, IEnumerable<(int At, int Value)> changes)
    {
        byte[] mutant = [.. seed];
        mutant[33] = (byte)client;
        foreach ((int at, int value) in changes) mutant[at % mutant.Length] = (byte)value;
        return mutant;
    }

    private static bool HoldersAreUnique(IEnumerable<LeaseEvent> events)
    {
        Dictionary<Ipv4Address, LeaseEvent> holders = [];
        foreach (LeaseEvent e in events)
        {
            bool isBound = holders.TryGetValue(e.Address, out LeaseEvent? before) && before.State == LeaseState.Bound && before.Until > e.At;
            if (isBound && e.State == LeaseState.Bound && before!.Client != e.Client) return false;
            holders[e.Address] = e;
        }

        return true;
    }
}

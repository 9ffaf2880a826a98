using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Dhcp;

public sealed class ReservationTests
{
    private static readonly HostSettings Printer = new()
    {
        HardwareAddresses = [Lan.Mac(Lan.MacOf(1))], Address = Ipv4Address.Parse("10.9.0.10"), Name = "printer", LeaseSeconds = 7200,
    };

    private static readonly HostSettings Camera = new()
    {
        ClientIdentifiers = [ClientKey.Of([0, (byte)'c', (byte)'a', (byte)'m'], default)], Address = Ipv4Address.Parse("10.9.0.150"),
    };

    private readonly DhcpFixture _lan = new(Lan.Settings(Lan.Subnet() with { Hosts = [Printer, Camera] }));

    [Fact]
    public void A_host_known_by_its_hardware_address_gets_its_address_name_and_time()
    {
        SentMessage offer = _lan.Ask(Lan.Message(MessageType.Discover, client: 1));
        SentMessage ack = _lan.Ask(DhcpFixture.Selecting(offer));

        Assert.Equal("10.9.0.10", offer.Yiaddr);
        Assert.Equal("10.9.0.10", ack.Yiaddr);
        Assert.Equal("printer", ack.Text(OptionCode.HostName));
        Assert.Equal(7200u, ack.Seconds(OptionCode.LeaseTime));
    }

    [Fact]
    public void A_host_known_by_its_client_identifier_gets_its_address_on_any_hardware()
    {
        Assert.Equal("10.9.0.150", _lan.Ask(Lan.Message(MessageType.Discover, client: 77).With(OptionCode.ClientIdentifier, [0, .. "cam"u8])).Yiaddr);
    }

    // A network boot sends no identifier or another one than the system that is booted: the hardware address holds them together.
    [Fact]
    public void A_host_known_by_its_hardware_address_keeps_its_address_whatever_its_identifier()
    {
        Assert.Equal("10.9.0.10", _lan.Lease(client: 1));
        Assert.Equal("10.9.0.10", _lan.Ask(Lan.Message(MessageType.Discover, client: 1).With(OptionCode.ClientIdentifier, 255, 1, 2, 3)).Yiaddr);
    }

    [Fact]
    public void Nobody_else_gets_a_reserved_address()
    {
        Assert.NotEqual("10.9.0.150", _lan.Ask(Lan.Message(MessageType.Discover, client: 3).With(OptionCode.RequestedAddress, "10.9.0.150")).Yiaddr);
        SentMessage nak = _lan.Ask(Lan.Message(MessageType.Request, client: 3).With(OptionCode.RequestedAddress, "10.9.0.150"));
        Assert.Equal(MessageType.Nak, nak.Type);
        Assert.Equal("address reserved", nak.Text(OptionCode.Message));
    }

    [Fact]
    public void A_subnet_without_ranges_serves_its_reservations_alone()
    {
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet(range: null) with { Hosts = [Printer] }));

        Assert.Equal("10.9.0.10", lan.Lease(client: 1));
        lan.Send(Lan.Message(MessageType.Discover, client: 2));
        Assert.Empty(lan.Port.Sent);
    }

    [Fact]
    public void New_settings_are_in_force_for_the_next_message()
    {
        DhcpFixture lan = new();
        Dhcp4Plan plan = new(Lan.Settings(Lan.Subnet() with { Hosts = [Printer] }), [Ipv4Address.Parse(Lan.Own)]);
        Assert.NotEqual("10.9.0.10", lan.Ask(Lan.Message(MessageType.Discover)).Yiaddr);

        lan.Ledger.Tell(LeaseLedgerMessage.Configure(Leases.Net.Settings([.. plan.Pools])));
        lan.Ref.Tell(Dhcp4ListenerMessage.Configure(plan));
        lan.System.Run();

        Assert.Equal("10.9.0.10", lan.Ask(Lan.Message(MessageType.Discover)).Yiaddr);
    }
}

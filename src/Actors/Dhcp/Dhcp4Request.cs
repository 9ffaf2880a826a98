using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>What a client's message asks for (RFC 2131 §4.3).</summary>
internal enum Dhcp4RequestKind : byte
{
    /// <summary>Nothing we answer; <see cref="Dhcp4Request.Drop"/> says why.</summary>
    None,
    Discover,
    Selecting,
    InitReboot,
    Renewing,
    Rebinding,
    ChoseAnother,
    Decline,
    Release,
    Inform,
}

/// <summary>A client's message, classified.</summary>
internal readonly record struct Dhcp4Request
{
    public Dhcp4RequestKind Kind { get; private init; }

    /// <summary>The address it is about: option 50 or ciaddr, whichever its kind uses; none where a DHCPDISCOVER wishes for none.</summary>
    public Ipv4Address Address { get; private init; }

    /// <summary>Option 54: the server it names; none where it names none.</summary>
    public Ipv4Address Server { get; private init; }

    /// <summary>The server it names is this gateway.</summary>
    public bool IsForUs { get; private init; }

    /// <summary>For <see cref="Dhcp4RequestKind.None"/>: what to count.</summary>
    public Dhcp4Counter Drop { get; private init; }

    public LeaseCommandKind Command => Kind switch
    {
        Dhcp4RequestKind.Discover => LeaseCommandKind.Offer,
        Dhcp4RequestKind.Selecting => LeaseCommandKind.RequestSelecting,
        Dhcp4RequestKind.InitReboot => LeaseCommandKind.RequestInitReboot,
        Dhcp4RequestKind.Renewing => LeaseCommandKind.RequestRenewing,
        Dhcp4RequestKind.Rebinding => LeaseCommandKind.RequestRebinding,
        Dhcp4RequestKind.ChoseAnother => LeaseCommandKind.ChoseAnother,
        Dhcp4RequestKind.Decline => LeaseCommandKind.Decline,
        Dhcp4RequestKind.Release => LeaseCommandKind.Release,
        _ => LeaseCommandKind.None,
    };

    /// <summary>Whether the client waits for an answer.</summary>
    public bool IsAnswered => Kind is Dhcp4RequestKind.Discover or Dhcp4RequestKind.Selecting or Dhcp4RequestKind.InitReboot
        or Dhcp4RequestKind.Renewing or Dhcp4RequestKind.Rebinding;

    public static Dhcp4Request Read(in Dhcp4Message message, in Dhcp4Arrival arrival, Dhcp4Link link, Ipv4Address serverOverride)
    {
        if (!message.IsRequest) return Dropped(Dhcp4Counter.NotFromClient);
        message.TryGetAddress(OptionCode.RequestedAddress, out Ipv4Address requested);
        message.TryGetAddress(OptionCode.ServerIdentifier, out Ipv4Address server);
        bool isForUs = server == serverOverride || link.IsOwn(server) || (arrival.IsUnicast && server == arrival.Destination);
        Dhcp4Request request = message.Type switch
        {
            MessageType.Discover => Of(Dhcp4RequestKind.Discover, requested),
            MessageType.Request => ReadRequest(message, arrival, requested, server, isForUs),
            MessageType.Decline => Giving(Dhcp4RequestKind.Decline, requested, server),
            MessageType.Release => Giving(Dhcp4RequestKind.Release, message.Ciaddr, server),
            MessageType.Inform => Of(Dhcp4RequestKind.Inform, message.Ciaddr.IsNone ? arrival.Source : message.Ciaddr),
            _ => Dropped(Dhcp4Counter.NotFromClient),
        };
        return request with { Server = server, IsForUs = isForUs };
    }

    /// <summary>The request as the server reads it that was chosen.</summary>
    public Dhcp4Request AsSelecting() => this with { Kind = Dhcp4RequestKind.Selecting };

    // RFC 2131 §4.3.2 tells the client's state by which fields are filled in:
    //   SELECTING    server identifier, requested address, ciaddr zero
    //   INIT-REBOOT  requested address, ciaddr zero
    //   RENEWING     ciaddr, unicast          REBINDING  ciaddr, broadcast (or through a relay)
    private static Dhcp4Request ReadRequest(in Dhcp4Message message, in Dhcp4Arrival arrival, Ipv4Address requested, Ipv4Address server, bool isForUs)
    {
        if (!message.Ciaddr.IsNone && requested.IsNone)
        {
            bool isRenewing = arrival.IsUnicast && message.Giaddr.IsNone;
            return Of(isRenewing ? Dhcp4RequestKind.Renewing : Dhcp4RequestKind.Rebinding, message.Ciaddr);
        }

        if (requested.IsNone) return Dropped(Dhcp4Counter.Incomplete);
        if (server.IsNone) return Of(Dhcp4RequestKind.InitReboot, requested);
        return Of(isForUs ? Dhcp4RequestKind.Selecting : Dhcp4RequestKind.ChoseAnother, requested);
    }

    // RFC 2131 §4.4.4, table 5: both carry the server identifier, and concern that server alone.
    private static Dhcp4Request Giving(Dhcp4RequestKind kind, Ipv4Address address, Ipv4Address server) =>
        address.IsNone || server.IsNone ? Dropped(Dhcp4Counter.Incomplete) : Of(kind, address);

    private static Dhcp4Request Of(Dhcp4RequestKind kind, Ipv4Address address) => new() { Kind = kind, Address = address };

    private static Dhcp4Request Dropped(Dhcp4Counter reason) => new() { Drop = reason };
}

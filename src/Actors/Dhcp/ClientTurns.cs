using Polymasq.Actors.Clustering;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>Whose a client's message is.</summary>
internal enum Turn : byte
{
    /// <summary>This gateway's, now.</summary>
    Ours,

    /// <summary>Another gateway's, at least until the client sends it again.</summary>
    Others,

    /// <summary>No gateway's: it names a server that is none of us.</summary>
    NotOurs,
}

/// <summary>
/// Decides which of several gateways answers a message that all of them see. The gateway that a client names is first in the
/// client's line, the others follow in the order of their weight for the client: the one at place p steps in when it sees the
/// message for the p-th time again, and at once when it is the first that is left.
/// </summary>
internal sealed class ClientTurns(IClusterView cluster, TimeProvider time)
{
    // RFC 3074 §6 knows a delay after which everybody serves; a client's first retransmission comes after 3 to 5 s (RFC 2131 §4.1).
    private const int SecondsWaited = 3;

    private readonly Sightings _sightings = new(time);
    private MemberLine _line = new(cluster.Current);

    /// <summary>Whose turn it is; if ours, <paramref name="client"/> says how to answer.</summary>
    public Turn Of(ref ClientMessage client)
    {
        ClusterView view = cluster.Current;
        if (view != _line.View) _line = new MemberLine(view);
        if (view.Duty == DhcpDuty.None) return Turn.Others;
        client = client with { IsHolderOnly = view.Duty == DhcpDuty.RenewalsOnly };
        return client.Request.Kind switch
        {
            Dhcp4RequestKind.Discover when _line.HasOthers => OfDiscover(client),
            Dhcp4RequestKind.InitReboot or Dhcp4RequestKind.Rebinding when _line.HasOthers => OfAnybodys(ref client),
            Dhcp4RequestKind.Selecting when _line.HasOthers && IsSharedName(client) => OfEverybodys(ref client),
            Dhcp4RequestKind.ChoseAnother => OfChoice(ref client),
            Dhcp4RequestKind.Decline or Dhcp4RequestKind.Release => OfEnding(client),
            _ => Turn.Ours,
        };
    }

    private Turn OfDiscover(in ClientMessage client) =>
        !client.IsHolderOnly && IsBalancedToUs(client, Retransmissions(client)) ? Turn.Ours : Turn.Others;

    // Every gateway has the same truth to tell; a refusal is told by one, so that it does not cross another's consent.
    private Turn OfAnybodys(ref ClientMessage client)
    {
        int seen = Retransmissions(client);
        client = client with { MustNotRefuse = seen < PlaceFor(client) };
        return IsBalancedToUs(client, seen) ? Turn.Ours : Turn.Others;
    }

    // RFC 5107: all gateways behind a relay may have its name, and then the client chose all of them.
    private static bool IsSharedName(in ClientMessage client) =>
        client.Request.Server == client.ServerOverride && !client.Link.IsOwn(client.Request.Server);

    private Turn OfEverybodys(ref ClientMessage client)
    {
        client = client with { IsStandIn = true, MustNotRefuse = Retransmissions(client) < PlaceFor(client) };
        return Turn.Ours;
    }

    // RFC 2131 §4.3.2, SELECTING: the server identifier says who was chosen. A gateway that is named and gone, or silent, is
    // stood in for, under its name.
    private Turn OfChoice(ref ClientMessage client)
    {
        Ipv4Address named = client.Request.Server;
        if (!_line.TryFindPeer(named, out int member)) return Turn.Ours; // a stranger: what we hold for the client is free again
        if (Retransmissions(client) < PlaceFor(client, member)) return Turn.Others;
        client = client with { Request = client.Request.AsSelecting(), ServerOverride = named, IsStandIn = true };
        return Turn.Ours;
    }

    // Neither is ever sent twice (RFC 2131 §4.4.4, §4.4.6), so the one behind the named gateway does not wait for it. What both write is written once.
    private Turn OfEnding(in ClientMessage client)
    {
        if (client.Request.IsForUs) return Turn.Ours;
        if (!_line.TryFindPeer(client.Request.Server, out int member)) return Turn.NotOurs;
        return PlaceFor(client, member) <= 1 ? Turn.Ours : Turn.Others;
    }

    private int PlaceFor(in ClientMessage client, int named = MemberLine.Nobody) => _line.PlaceOf(client.Client.StableHash(), named);

    private bool IsBalancedToUs(in ClientMessage client, int seen)
    {
        if (client.Link.Plan.Settings.LoadBalance == LoadBalance.None || seen > 0 || _line.PlaceOf(BucketOf(client)) == 0) return true;
        Dhcp4Message.Read(client.Packet.Message, out Dhcp4Message message);
        return message.Secs >= SecondsWaited;
    }

    private static byte BucketOf(in ClientMessage client)
    {
        if (client.HasIdentifier) return LoadBalanceHash.BucketOf(client.Client.Bytes);
        Span<byte> chaddr = stackalloc byte[HardwareAddress.LengthMax];
        client.Chaddr.Write(chaddr);
        return LoadBalanceHash.BucketOf(chaddr[..client.Chaddr.Length]);
    }

    private int Retransmissions(in ClientMessage client)
    {
        Dhcp4Message.Read(client.Packet.Message, out Dhcp4Message message);
        return _sightings.Count(Sightings.KeyOf(client, message.Xid));
    }
}

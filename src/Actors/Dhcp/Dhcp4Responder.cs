using Microsoft.Extensions.Logging;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>Sends the answers of one interface, counts them, and writes the lines that were asked for.</summary>
internal sealed class Dhcp4Responder(IDhcp4Port port, Dhcp4Counters counters, ILogger log)
{
    private readonly Dhcp4ReplyWriter _writer = new(counters);
    private bool _hasSent;

    /// <summary>Sends OFFER or ACK for a decision.</summary>
    public void SendLease(in ClientMessage client, Dhcp4Subnet subnet, MessageType type, in LeaseDecision decision, bool isRapid)
    {
        Dhcp4Message.Read(client.Packet.Message, out Dhcp4Message request);
        Ipv4Address own = OwnAddress(client, subnet);
        ReadOnlySpan<byte> reply = _writer.WriteLease(request, new Dhcp4ReplyFacts
        {
            Type = type,
            Settings = client.Link.Plan.Settings,
            Subnet = subnet,
            Options = subnet.OptionsOf(client.Client, client.Chaddr),
            Own = own,
            ServerIdentifier = client.ServerOverride.IsNone ? own : client.ServerOverride,
            Yiaddr = decision.Address,
            LeaseSeconds = decision.LeaseSeconds,
            Hostname = decision.Hostname,
            IsRapid = isRapid,
            Mtu = client.Link.Interface.Mtu,
        });
        Ipv4Address reached = decision.Address.IsNone ? client.Request.Address : decision.Address;
        Send(Dhcp4Routing.OfReply(request, own, reached), reply);
        counters.Add(type == MessageType.Offer ? Dhcp4Counter.OffersSent : Dhcp4Counter.AcksSent);
        if (IsLogged(client)) NoteSent(client, type, reached, decision.Hostname);
    }

    public void SendNak(in ClientMessage client, Dhcp4Subnet subnet, LeaseReason reason)
    {
        Dhcp4Message.Read(client.Packet.Message, out Dhcp4Message request);
        Ipv4Address own = OwnAddress(client, subnet);
        Ipv4Address identifier = client.ServerOverride.IsNone ? own : client.ServerOverride;
        Send(Dhcp4Routing.OfNak(request, own), _writer.WriteNak(request, identifier, ReasonText.Of(reason), client.Link.Interface.Mtu));
        counters.Add(Dhcp4Counter.NaksSent);
        if (IsLogged(client)) DhcpLog.Refused(log, client.Link.Interface.Name, client.Request.Address, client.Chaddr, ReasonText.Of(reason));
    }

    /// <summary>Says nothing to the client.</summary>
    public void StaySilent(in ClientMessage client, LeaseReason reason)
    {
        counters.Add(Dhcp4Counter.Silent);
        if (IsLogged(client))
            DhcpLog.NotAnswered(log, NameOf(client), client.Link.Interface.Name, client.Request.Address, client.Chaddr, ReasonText.Of(reason));
    }

    public void NoteReceived(in ClientMessage client)
    {
        if (!IsLogged(client)) return;
        string name = client.Link.Interface.Name;
        if (client.Request.Address.IsNone) DhcpLog.MessageWithoutAddress(log, NameOf(client), name, client.Chaddr);
        else DhcpLog.Message(log, NameOf(client), name, client.Request.Address, client.Chaddr);
    }

    public void NoteConflict(in ClientMessage client, Ipv4Address address, HardwareAddress holder)
    {
        counters.Add(Dhcp4Counter.Conflicts);
        if (IsLogged(client))
            DhcpLog.Conflict(log, client.Link.Interface.Name, address, client.Chaddr, holder.IsNone ? "a host that answers ping" : holder.ToString());
    }

    /// <summary>To be called at the end of the turn.</summary>
    public void Flush()
    {
        if (!_hasSent) return;
        _hasSent = false;
        port.Flush();
    }

    /// <summary>
    /// Our address as the client is to know it: the one it asked, if that is how it asked; else ours in its subnet (RFC 2131 §4.1).
    /// </summary>
    public static Ipv4Address OwnAddress(in ClientMessage client, Dhcp4Subnet subnet) =>
        client.Arrival.IsUnicast && client.Link.IsOwn(client.Arrival.Destination) ? client.Arrival.Destination : client.Link.OwnAddressFor(subnet);

    private void Send(in Dhcp4Destination destination, ReadOnlySpan<byte> reply)
    {
        port.Send(destination, reply);
        _hasSent = true;
    }

    private void NoteSent(in ClientMessage client, MessageType type, Ipv4Address address, string? hostname)
    {
        string name = client.Link.Interface.Name;
        if (hostname is null) DhcpLog.Message(log, NameOf(type), name, address, client.Chaddr);
        else DhcpLog.NamedMessage(log, NameOf(type), name, address, client.Chaddr, hostname);
    }

    private bool IsLogged(in ClientMessage client) => client.Link.Plan.Settings.LogTransactions && log.IsEnabled(LogLevel.Information);

    private static string NameOf(in ClientMessage client) => client.Request.Kind switch
    {
        Dhcp4RequestKind.Discover => "DISCOVER",
        Dhcp4RequestKind.Decline => "DECLINE",
        Dhcp4RequestKind.Release => "RELEASE",
        Dhcp4RequestKind.Inform => "INFORM",
        _ => "REQUEST",
    };

    private static string NameOf(MessageType type) => type == MessageType.Offer ? "OFFER" : "ACK";
}

using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>What a server's message says, as far as a client and the checker care.</summary>
/// <param name="Chaddr">Whose it is.</param>
/// <param name="Gateway">Which gateway sent it.</param>
/// <param name="Revision">Of the store when it was sent.</param>
internal sealed record ClientReply(
    MessageType Type, uint Xid, string Chaddr, Ipv4Address Address, Ipv4Address Server, uint LeaseSeconds, int Gateway, long Revision)
{
    public static ClientReply Read(byte[] bytes, int gateway, long revision)
    {
        Dhcp4Message.Read(bytes, out Dhcp4Message message);
        message.TryGetAddress(OptionCode.ServerIdentifier, out Ipv4Address server);
        message.TryGetUInt32(OptionCode.LeaseTime, out uint seconds);
        return new ClientReply(message.Type, message.Xid, message.Chaddr.ToString(), message.Yiaddr, server, seconds, gateway, revision);
    }

    public override string ToString() => $"{Type} {Address} {LeaseSeconds} s for {Chaddr} from gw{Gateway} as {Server}";
}

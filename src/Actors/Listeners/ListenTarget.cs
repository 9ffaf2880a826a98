using System.Net;

namespace Polymasq.Actors.Listeners;

/// <summary>How a listener is spoken to.</summary>
public enum ListenProtocol : byte
{
    Udp,
    Tcp,
}

/// <summary>One address and port to serve over one protocol.</summary>
/// <param name="EndPoint">A link-local address carries its interface as scope id.</param>
/// <param name="Interface">The interface that has the address; empty for a wildcard address.</param>
public sealed record ListenTarget(ListenProtocol Protocol, IPEndPoint EndPoint, string Interface)
{
    /// <summary>True for 0.0.0.0 and ::, whose replies need a source address of our choice.</summary>
    public bool IsWildcard => EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any);

    /// <summary>As operators read it: <c>udp 10.9.0.1:53 (lan0)</c>.</summary>
    public override string ToString()
    {
        string name = Protocol == ListenProtocol.Udp ? "udp" : "tcp";
        return Interface.Length == 0 ? $"{name} {EndPoint}" : $"{name} {EndPoint} ({Interface})";
    }
}

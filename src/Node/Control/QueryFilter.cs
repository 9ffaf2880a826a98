using System.Net;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Control;

/// <summary>Which queries somebody wants to see. Looked at before anything is copied or queued.</summary>
/// <param name="Client">Of addresses in this network; null for all.</param>
/// <param name="Suffix">Of this name on the wire in lower case and all below it; null for all.</param>
/// <param name="Rcode">Answered with this; null for all.</param>
internal sealed record QueryFilter(IPNetwork? Client, byte[]? Suffix, Rcode? Rcode)
{
    public static QueryFilter Everything { get; } = new(null, null, null);

    public bool Passes(in QuerySighting sighting) => HasRcode(sighting.Response) && IsFromClient(sighting.Origin) && IsOfName(sighting.Query);

    // The header's four bits: those with more are errors about EDNS and cookies, which a filter for 0 to 15 must not show as others.
    private bool HasRcode(ReadOnlySpan<byte> response) =>
        Rcode is not { } wanted || (response.Length >= DnsHeader.Size && (response[3] & 0x0F) == (int)wanted);

    private bool IsFromClient(in QueryOrigin origin) => Client is not { } network || network.Contains(origin.Peer.ToIPEndPoint().Address);

    private bool IsOfName(ReadOnlySpan<byte> query)
    {
        if (Suffix is null) return true;
        if (query.Length <= DnsHeader.Size || DnsName.Read(query, DnsHeader.Size, out DnsName name, out _) != DnsReadStatus.Ok) return false;
        Span<byte> lower = stackalloc byte[DnsName.WireLengthMax];
        return WireName.IsAtOrBelow(lower[..name.CopyLowerTo(lower)], Suffix);
    }
}

using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.TestKit;

/// <summary>Asks local names as a responder does.</summary>
public static class LocalNamesQuestions
{
    public static int TryAnswer(this ILocalNames names, byte[] datagram, in DnsQuery query, in QueryOrigin origin, Span<byte> response, out LocalSource source)
    {
        Span<byte> name = stackalloc byte[DnsName.WireLengthMax];
        int length = WireName.CopyLower(datagram.AsSpan(DnsQuery.QnameOffset, query.QnameLength), name);
        return names.TryAnswer(datagram, query, name[..length], origin, response, out source);
    }
}

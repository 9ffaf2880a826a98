using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Listeners;

/// <summary>Writes the responses to queries that are wrong, not for us, or too many. A lane's own.</summary>
internal sealed class Refusals(ListenerCounters counters)
{
    private uint _overLimit;

    /// <summary>The response to a query of which not all was understood; 0 when it is to be left without one.</summary>
    public int Write(ReadOnlySpan<byte> datagram, in DnsQuery query, DnsQueryStatus status, Span<byte> response)
    {
        if (DnsErrorResponse.TryGetRcode(status, out Rcode rcode)) return Write(datagram, query, rcode, response);
        counters.CountIgnored();
        return 0;
    }

    /// <summary>The response to a query that was understood: its cookie is answered as well.</summary>
    public int Write(ReadOnlySpan<byte> datagram, in DnsQuery query, in QuestionFacts facts, Rcode rcode, Span<byte> response)
    {
        int length = Write(datagram, query, rcode, response);
        if (facts.Extras is null) return length;
        length -= EdnsWriter.OptLength;
        return length + facts.WriteOpt(response[length..], DnsResponder.UdpResponseBytesMax, rcode);
    }

    /// <summary>
    /// The response to a query over its client's rate: mostly none, since whoever is behind a forged address must not get our answers. Every
    /// few queries a client that is real has the chance to prove it: with a cookie (RFC 7873 §5.2.3) or over TCP. Such a response is
    /// hardly longer than its query.
    /// </summary>
    /// <param name="slip">One query in so many gets that chance; 0 for none.</param>
    public int Limit(ReadOnlySpan<byte> datagram, in DnsQuery query, in QuestionFacts facts, int slip, Span<byte> response)
    {
        counters.CountLimited();
        if (slip == 0 || ++_overLimit % (uint)slip != 0) return 0;
        if (facts.Extras is { HasCookie: true }) return Write(datagram, query, facts, Rcode.BadCookie, response);
        int length = DnsErrorResponse.Write(datagram, query, Rcode.NoError, response, DnsResponder.UdpResponseBytesMax);
        response[2] |= DnsFlags.Truncated >> 8;
        return length;
    }

    private int Write(ReadOnlySpan<byte> datagram, in DnsQuery query, Rcode rcode, Span<byte> response)
    {
        counters.CountError();
        return DnsErrorResponse.Write(datagram, query, rcode, response, DnsResponder.UdpResponseBytesMax);
    }
}

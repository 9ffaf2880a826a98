using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Protocols.Dns;

/// <summary>Turns a query into a response that carries an RCODE and no records.</summary>
public static class DnsErrorResponse
{
    /// <summary>Bytes that always suffice: header, longest question, OPT.</summary>
    public const int LengthMax = DnsHeader.Size + DnsName.WireLengthMax + 4 + EdnsWriter.OptLength;

    /// <summary>The RCODE that <see cref="DnsQueryReader"/>'s verdict asks for. False: drop the datagram.</summary>
    public static bool TryGetRcode(DnsQueryStatus status, out Rcode rcode)
    {
        rcode = status switch
        {
            DnsQueryStatus.FormErr => Rcode.FormErr,
            DnsQueryStatus.NotImp => Rcode.NotImp,
            DnsQueryStatus.BadVers => Rcode.BadVers,
            _ => Rcode.NoError,
        };
        return rcode != Rcode.NoError;
    }

    /// <summary>
    /// Writes the response into <paramref name="destination"/> (<see cref="LengthMax"/> bytes suffice) and returns its length. The
    /// question is repeated byte for byte if it was understood, and an OPT record is there if the query had one (RFC 6891 §7).
    /// </summary>
    /// <param name="datagram">The query as it came.</param>
    /// <param name="query">What <see cref="DnsQueryReader.Read"/> made of it.</param>
    /// <param name="rcode">May be one that needs the OPT record for its upper bits.</param>
    /// <param name="destination">Must not overlap <paramref name="datagram"/> unless both start at the same byte.</param>
    /// <param name="udpPayloadSize">What our own OPT record offers, in bytes.</param>
    public static int Write(ReadOnlySpan<byte> datagram, in DnsQuery query, Rcode rcode, Span<byte> destination, int udpPayloadSize)
    {
        int questionLength = query.QuestionLength;
        int length = DnsHeader.Size;
        datagram.Slice(length, questionLength).CopyTo(destination[length..]);
        length += questionLength;
        if (query.Edns.IsPresent) length += EdnsWriter.WriteOpt(destination[length..], udpPayloadSize, rcode, query.Edns.DnssecOk);

        DnsHeader header = new(query.Id, query.Flags.ToResponse(rcode))
        {
            QuestionCount = (ushort)(questionLength > 0 ? 1 : 0),
            AdditionalCount = (ushort)(query.Edns.IsPresent ? 1 : 0),
        };
        header.Write(destination);
        return length;
    }
}

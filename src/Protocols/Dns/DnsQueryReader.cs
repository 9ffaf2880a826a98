using System.Buffers.Binary;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Protocols.Dns;

/// <summary>Reads a query in place on the way of a packet: one pass, no allocation, no copy.</summary>
public static class DnsQueryReader
{
    /// <summary>Understands <paramref name="datagram"/>, or says what is wrong with it.</summary>
    public static DnsQueryStatus Read(ReadOnlySpan<byte> datagram, out DnsQuery query)
    {
        query = default;
        if (!DnsHeader.TryRead(datagram, out DnsHeader header)) return DnsQueryStatus.TooShort;
        query = new DnsQuery { Id = header.Id, Flags = header.Flags, Edns = EdnsFields.None };
        if (header.Flags.IsResponse) return DnsQueryStatus.IsResponse;
        if (header.Flags.Opcode != Opcode.Query) return DnsQueryStatus.NotImp;
        // RFC 9619 §4: one question, no more, no less. Answers have no place in a query either.
        if (header.QuestionCount != 1 || header.AnswerCount != 0) return DnsQueryStatus.FormErr;

        int nameLength = ReadQname(datagram[DnsQuery.QnameOffset..]);
        if (nameLength == 0) return DnsQueryStatus.FormErr;
        ReadOnlySpan<byte> behindName = datagram[(DnsQuery.QnameOffset + nameLength)..];
        query = query with
        {
            QnameLength = nameLength,
            Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(behindName),
            Class = (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(behindName[2..]),
        };
        bool hasRecords = (header.AuthorityCount | header.AdditionalCount) != 0;
        return hasRecords ? ReadRecords(datagram, header, ref query) : DnsQueryStatus.Ok;
    }

    // The length of a whole, uncompressed name that has type and class behind it; 0 when there is none. Nothing precedes the
    // first name of a message, so a pointer here has nowhere to point to.
    private static int ReadQname(ReadOnlySpan<byte> rest)
    {
        int at = 0;
        while (at < rest.Length && rest[at] != 0)
        {
            if (rest[at] > DnsName.LabelLengthMax) return 0;
            at += rest[at] + 1;
            if (at >= DnsName.WireLengthMax) return 0;
        }

        int length = at + 1;
        return rest.Length - length >= 4 ? length : 0;
    }

    // Only IXFR has a record before the additional section (RFC 1995 §3); TSIG and others than OPT are passed over.
    private static DnsQueryStatus ReadRecords(ReadOnlySpan<byte> datagram, in DnsHeader header, ref DnsQuery query)
    {
        DnsMessageReader reader = DnsMessageReader.AtRecords(datagram, header, DnsQuery.QnameOffset + query.QuestionLength);
        while (reader.RecordsLeft > 0)
        {
            if (reader.ReadRecord(out DnsRecord record) != DnsReadStatus.Ok) return DnsQueryStatus.FormErr;
            if (record.Type != RecordType.OPT) continue;
            // RFC 6891 §6.1.1: one OPT, in the additional section, owned by the root.
            if (query.Edns.IsPresent || record.Section != DnsSection.Additional || !record.Owner.IsRoot) return DnsQueryStatus.FormErr;

            bool isWellFormed = EdnsFields.TryRead(record, out EdnsFields edns);
            query = query with { Edns = edns };
            if (!isWellFormed) return DnsQueryStatus.FormErr;
        }

        return query.Edns.Version == 0 ? DnsQueryStatus.Ok : DnsQueryStatus.BadVers;
    }
}

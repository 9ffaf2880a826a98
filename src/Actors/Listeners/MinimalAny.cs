using System.Buffers.Binary;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// What a question for everything that there is about a name is answered with: one HINFO record that says so, never the amount of
/// data that makes the question interesting to attackers (RFC 8482 §4.2).
/// </summary>
internal static class MinimalAny
{
    private const uint TtlSeconds = 3600; // long enough that nobody asks again soon, for what will never change

    private static ReadOnlySpan<byte> HardwareInformation => "\u0007RFC8482\0"u8; // CPU, and an empty OS

    /// <summary>Writes the response and returns its length, which is below 512 bytes.</summary>
    public static int Write(ReadOnlySpan<byte> datagram, in DnsQuery query, in QuestionFacts facts, int udpPayloadSize, Span<byte> response)
    {
        int length = DnsHeader.Size + query.QuestionLength;
        datagram[DnsHeader.Size..length].CopyTo(response[DnsHeader.Size..]);
        length += WriteRecord(response[length..]);
        if (facts.HasEdns) length += facts.WriteOpt(response[length..], udpPayloadSize);
        new DnsHeader(query.Id, query.Flags.ToResponse(Rcode.NoError), QuestionCount: 1, AnswerCount: 1)
        {
            AdditionalCount = (ushort)(facts.HasEdns ? 1 : 0),
        }.Write(response);
        return length;
    }

    private static int WriteRecord(Span<byte> record)
    {
        const int OwnerLength = 2;
        BinaryPrimitives.WriteUInt16BigEndian(record, 0xC000 | DnsHeader.Size); // the question's name
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)RecordType.HINFO);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], (ushort)RecordClass.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], TtlSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)HardwareInformation.Length);
        HardwareInformation.CopyTo(record[(OwnerLength + DnsRecord.FixedLength)..]);
        return OwnerLength + DnsRecord.FixedLength + HardwareInformation.Length;
    }
}

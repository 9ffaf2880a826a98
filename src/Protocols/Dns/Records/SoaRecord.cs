using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>SOA: the head of a zone (RFC 1035 §3.3.13). Times are seconds.</summary>
/// <remarks>
/// Behind the two names:
/// <code>
/// 0 SERIAL | 4 REFRESH | 8 RETRY | 12 EXPIRE | 16 MINIMUM
/// </code>
/// </remarks>
public readonly ref struct SoaRecord(DnsName primaryServer, DnsName mailbox) : IRecordData
{
    internal const int FixedLength = 20;

    public RecordType Type => RecordType.SOA;

    /// <summary>MNAME.</summary>
    public DnsName PrimaryServer { get; } = primaryServer;

    /// <summary>RNAME: the first label is the local part of a mail address.</summary>
    public DnsName Mailbox { get; } = mailbox;

    public uint Serial { get; init; }

    public uint RefreshSeconds { get; init; }

    public uint RetrySeconds { get; init; }

    public uint ExpireSeconds { get; init; }

    /// <summary>How long a negative response lives, together with the SOA's own TTL (RFC 2308 §4).</summary>
    public uint MinimumSeconds { get; init; }

    public static bool TryRead(in DnsRecord record, out SoaRecord data)
    {
        data = default;
        if (RecordLayout.Check(record) != DnsReadStatus.Ok) return false;
        DnsName.Read(record.UpToDataEnd, record.DataOffset, out DnsName primaryServer, out int length);
        DnsName.Read(record.UpToDataEnd, record.DataOffset + length, out DnsName mailbox, out _);
        ReadOnlySpan<byte> numbers = record.Data[^FixedLength..];
        data = new SoaRecord(primaryServer, mailbox)
        {
            Serial = BinaryPrimitives.ReadUInt32BigEndian(numbers),
            RefreshSeconds = BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]),
            RetrySeconds = BinaryPrimitives.ReadUInt32BigEndian(numbers[8..]),
            ExpireSeconds = BinaryPrimitives.ReadUInt32BigEndian(numbers[12..]),
            MinimumSeconds = BinaryPrimitives.ReadUInt32BigEndian(numbers[16..]),
        };
        return true;
    }

    public bool TryWrite(ref DnsMessageWriter writer) =>
        writer.TryWriteName(PrimaryServer) && writer.TryWriteName(Mailbox)
        && writer.TryWriteUInt32(Serial) && writer.TryWriteUInt32(RefreshSeconds) && writer.TryWriteUInt32(RetrySeconds)
        && writer.TryWriteUInt32(ExpireSeconds) && writer.TryWriteUInt32(MinimumSeconds);

    public override string ToString() =>
        $"{PrimaryServer.ToString()} {Mailbox.ToString()} {Serial} {RefreshSeconds} {RetrySeconds} {ExpireSeconds} {MinimumSeconds}";
}

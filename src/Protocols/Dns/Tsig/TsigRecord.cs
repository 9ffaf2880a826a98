using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns.Tsig;

/// <summary>A TSIG record where it stands in a message (RFC 8945 §4.2): read, not verified.</summary>
/// <remarks>
/// RDATA:
/// <code>
/// algorithm's name | 0 time signed (48 bits) | 6 fudge | 8 MAC size | 10 MAC | original ID | error | other length | other data
/// </code>
/// </remarks>
public readonly ref struct TsigRecord
{
    private const int TimeLength = 6, FudgeOffset = 6, MacSizeOffset = 8, MacOffset = 10, TailLength = 6;

    /// <summary>Where the record begins: the length of the message that was signed.</summary>
    public int Offset { get; private init; }

    /// <summary>Whose key.</summary>
    public DnsName KeyName { get; private init; }

    public DnsName Algorithm { get; private init; }

    /// <summary>Seconds since 1970 by the signer's clock.</summary>
    public long SignedAt { get; private init; }

    /// <summary>Seconds that the verifier's clock may differ.</summary>
    public ushort Fudge { get; private init; }

    public ReadOnlySpan<byte> Mac { get; private init; }

    /// <summary>The message's ID when it was signed; who passes a message on may change the one in the header.</summary>
    public ushort OriginalId { get; private init; }

    /// <summary>0, or why the request could not be verified.</summary>
    public ushort Error { get; private init; }

    public ReadOnlySpan<byte> OtherData { get; private init; }

    /// <summary>Finds the record, which must be the last of the message and end it.</summary>
    /// <returns><see cref="TsigStatus.Ok"/>, <see cref="TsigStatus.Unsigned"/> or <see cref="TsigStatus.FormErr"/>.</returns>
    public static TsigStatus Find(ReadOnlySpan<byte> message, out TsigRecord tsig)
    {
        tsig = default;
        if (DnsMessageReader.Open(message, out DnsMessageReader reader) != DnsReadStatus.Ok) return TsigStatus.FormErr;
        if (reader.Header.AdditionalCount == 0) return TsigStatus.Unsigned;
        if (reader.SkipQuestions() != DnsReadStatus.Ok) return TsigStatus.FormErr;
        while (reader.RecordsLeft > 1)
        {
            // RFC 8945 §5.1: anywhere but at the end, or more than once, it makes the message malformed.
            if (reader.ReadRecord(out DnsRecord other) != DnsReadStatus.Ok || other.Type == RecordType.TSIG) return TsigStatus.FormErr;
        }

        int offset = reader.Offset;
        if (reader.ReadRecord(out DnsRecord last) != DnsReadStatus.Ok) return TsigStatus.FormErr;
        if (last.Type != RecordType.TSIG) return TsigStatus.Unsigned;
        bool isProper = last.Class == RecordClass.Any && last.RawTtl == 0 && reader.Offset == message.Length;
        return isProper && TryRead(last, offset, out tsig) ? TsigStatus.Ok : TsigStatus.FormErr;
    }

    private static bool TryRead(DnsRecord record, int offset, out TsigRecord tsig)
    {
        tsig = default;
        if (DnsName.Read(record.UpToDataEnd, record.DataOffset, out DnsName algorithm, out int nameLength) != DnsReadStatus.Ok) return false;
        ReadOnlySpan<byte> data = record.Data[nameLength..];
        if (data.Length < MacOffset) return false;
        int macSize = BinaryPrimitives.ReadUInt16BigEndian(data[MacSizeOffset..]);
        if (data.Length < MacOffset + macSize + TailLength) return false;
        ReadOnlySpan<byte> tail = data[(MacOffset + macSize)..];
        if (tail.Length - TailLength != BinaryPrimitives.ReadUInt16BigEndian(tail[4..])) return false;
        tsig = new TsigRecord
        {
            Offset = offset,
            KeyName = record.Owner,
            Algorithm = algorithm,
            SignedAt = ((long)BinaryPrimitives.ReadUInt16BigEndian(data) << 32) | BinaryPrimitives.ReadUInt32BigEndian(data[2..TimeLength]),
            Fudge = BinaryPrimitives.ReadUInt16BigEndian(data[FudgeOffset..]),
            Mac = data.Slice(MacOffset, macSize),
            OriginalId = BinaryPrimitives.ReadUInt16BigEndian(tail),
            Error = BinaryPrimitives.ReadUInt16BigEndian(tail[2..]),
            OtherData = tail[TailLength..],
        };
        return true;
    }
}

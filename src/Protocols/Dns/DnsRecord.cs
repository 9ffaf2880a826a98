using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns;

/// <summary>A resource record where it stands in a message (RFC 1035 §4.1.3). Owner and bounds are checked, RDATA is not.</summary>
/// <remarks>
/// After the owner name:
/// <code>
/// 0 TYPE | 2 CLASS | 4 TTL | 8 RDLENGTH | 10 RDATA
/// </code>
/// </remarks>
public readonly ref struct DnsRecord
{
    /// <summary>Bytes between the owner name and RDATA.</summary>
    public const int FixedLength = 10;

    private readonly int _fixedOffset;

    internal DnsRecord(ReadOnlySpan<byte> message, DnsName owner, int fixedOffset, DnsSection section)
    {
        Message = message;
        Owner = owner;
        Section = section;
        _fixedOffset = fixedOffset;
    }

    public DnsSection Section { get; }

    public DnsName Owner { get; }

    /// <summary>The whole message: compressed names in RDATA point back into it.</summary>
    public ReadOnlySpan<byte> Message { get; }

    public RecordType Type => (RecordType)BinaryPrimitives.ReadUInt16BigEndian(Message[_fixedOffset..]);

    public RecordClass Class => (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(Message[(_fixedOffset + 2)..]);

    /// <summary>As it stands in the message. For an OPT record this is no time.</summary>
    public uint RawTtl => BinaryPrimitives.ReadUInt32BigEndian(Message[TtlOffset..]);

    /// <summary>Seconds; a value with the top bit set counts as 0 (RFC 2181 §8).</summary>
    public int TtlSeconds => RawTtl > int.MaxValue ? 0 : (int)RawTtl;

    /// <summary>Where the four bytes of the TTL stand in the message.</summary>
    public int TtlOffset => _fixedOffset + 4;

    public int DataOffset => _fixedOffset + FixedLength;

    public int DataLength => BinaryPrimitives.ReadUInt16BigEndian(Message[(_fixedOffset + 8)..]);

    /// <summary>RDATA as it stands in the message, names possibly compressed.</summary>
    public ReadOnlySpan<byte> Data => Message.Slice(DataOffset, DataLength);

    // What a name in RDATA may use: it must end where the RDATA ends, or point back.
    internal ReadOnlySpan<byte> UpToDataEnd => Message[..(DataOffset + DataLength)];
}

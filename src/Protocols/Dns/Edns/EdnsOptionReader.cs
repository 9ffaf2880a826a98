using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns.Edns;

/// <summary>Walks the options in the RDATA of an OPT record (RFC 6891 §6.1.2).</summary>
/// <remarks>
/// <code>
/// 0 OPTION-CODE | 2 OPTION-LENGTH | 4 OPTION-DATA
/// </code>
/// </remarks>
public ref struct EdnsOptionReader(ReadOnlySpan<byte> data)
{
    internal const int FixedLength = 4;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _offset;

    public EdnsOptionCode Code { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Where <see cref="Data"/> starts in the RDATA.</summary>
    public int DataOffset { get; private set; }

    /// <summary>True when the options ended before the end of the RDATA: one announces more than there is.</summary>
    public readonly bool IsCutShort => _offset < _data.Length;

    /// <summary>False at the end and at an option that does not fit; <see cref="IsCutShort"/> tells which.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _data[_offset..];
        if (rest.Length < FixedLength) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (rest.Length - FixedLength < length) return false;

        Code = (EdnsOptionCode)BinaryPrimitives.ReadUInt16BigEndian(rest);
        Data = rest.Slice(FixedLength, length);
        DataOffset = _offset + FixedLength;
        _offset = DataOffset + length;
        return true;
    }
}

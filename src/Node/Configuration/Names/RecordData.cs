using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Puts RDATA together, names in it uncompressed.</summary>
internal sealed class RecordData
{
    /// <summary>Octets of one string of a TXT record (RFC 1035 §3.3).</summary>
    public const int StringLengthMax = 255;

    private readonly List<byte> _octets = [];

    public RecordData Number16(int value)
    {
        Span<byte> octets = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)value);
        _octets.AddRange(octets);
        return this;
    }

    public RecordData Number8(int value)
    {
        _octets.Add((byte)value);
        return this;
    }

    public RecordData Name(ImmutableArray<byte> wire)
    {
        _octets.AddRange(wire);
        return this;
    }

    public RecordData Octets(ReadOnlySpan<byte> octets)
    {
        _octets.AddRange(octets);
        return this;
    }

    /// <summary>A length octet and the text, which must not be longer than <see cref="StringLengthMax"/> octets.</summary>
    public RecordData String(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        _octets.Add((byte)octets.Length);
        _octets.AddRange(octets);
        return this;
    }

    /// <summary>A text of any length as strings of 255 octets.</summary>
    public RecordData Strings(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        for (int at = 0; at < octets.Length || at == 0; at += StringLengthMax)
        {
            ReadOnlySpan<byte> piece = octets.AsSpan(at, Math.Min(StringLengthMax, octets.Length - at));
            _octets.Add((byte)piece.Length);
            _octets.AddRange(piece);
        }
        return this;
    }

    public ImmutableArray<byte> Done() => [.. _octets];
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>Gathers the bytes of one configured value.</summary>
internal sealed class OptionBytes
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public void Add(byte value) => _bytes.Add(value);

    public void Add(ReadOnlySpan<byte> values) => _bytes.AddRange(values);

    public void Add(ushort value)
    {
        Span<byte> wire = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(wire, value);
        Add(wire);
    }

    public void Add(uint value)
    {
        Span<byte> wire = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(wire, value);
        Add(wire);
    }

    public void Add(Ipv4Address value) => Add(value.Value);

    /// <summary>Takes the last bytes off again.</summary>
    public void CutTo(int length) => CollectionsMarshal.SetCount(_bytes, length);

    public byte[] ToArray() => [.. _bytes];
}

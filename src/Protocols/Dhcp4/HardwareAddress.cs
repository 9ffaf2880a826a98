using System.Buffers.Binary;
using System.Globalization;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>
/// A client hardware address (chaddr) with its type (htype, an ARP hardware type, 1 for Ethernet). A value without heap
/// storage: chaddr is never longer than 16 bytes (RFC 2131 §2). The default value means "none".
/// </summary>
public readonly record struct HardwareAddress
{
    public const int LengthMax = 16;
    public const byte Ethernet = 1;

    private readonly ulong _high; // the bytes in wire order, padded with zeros on the right
    private readonly ulong _low;

    /// <param name="type">htype.</param>
    /// <param name="bytes">The first hlen bytes of chaddr; more than 16 are cut off.</param>
    public HardwareAddress(byte type, ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[LengthMax];
        padded.Clear();
        if (bytes.Length > LengthMax) bytes = bytes[..LengthMax];
        bytes.CopyTo(padded);
        Type = type;
        Length = (byte)bytes.Length;
        _high = BinaryPrimitives.ReadUInt64BigEndian(padded);
        _low = BinaryPrimitives.ReadUInt64BigEndian(padded[8..]);
    }

    public byte Type { get; }

    /// <summary>hlen: bytes, 0 to 16.</summary>
    public byte Length { get; }

    public bool IsNone => Length == 0;

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> wire)
    {
        Span<byte> padded = stackalloc byte[LengthMax];
        BinaryPrimitives.WriteUInt64BigEndian(padded, _high);
        BinaryPrimitives.WriteUInt64BigEndian(padded[8..], _low);
        padded[..Length].CopyTo(wire);
    }

    /// <summary>
    /// Two hexadecimal digits a byte with ':' or '-' between them, "02:00:00:00:00:01"; another type than Ethernet stands
    /// before it as in dnsmasq, "06-02:00:00:00:00:01".
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out HardwareAddress address)
    {
        address = default;
        byte type = Ethernet;
        if (text.Length > 3 && text[2] == '-' && !text[3..].Contains('-'))
        {
            if (!byte.TryParse(text[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out type)) return false;
            text = text[3..];
        }
        Span<byte> bytes = stackalloc byte[LengthMax];
        if (!HexBytes.TryParse(text, bytes, out int length)) return false;
        address = new HardwareAddress(type, bytes[..length]);
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[LengthMax];
        Write(bytes);
        string text = HexBytes.Format(bytes[..Length]);
        return Type == Ethernet || IsNone ? text : string.Create(CultureInfo.InvariantCulture, $"{Type:x2}-{text}");
    }
}

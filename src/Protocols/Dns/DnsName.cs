namespace Polymasq.Protocols.Dns;

/// <summary>
/// A domain name where it stands in a message: buffer and offset, checked once by <see cref="Read"/> and trusted afterwards.
/// Compression pointers (RFC 1035 §4.1.4) are followed while it is used; nothing is copied until somebody asks.
/// </summary>
/// <remarks>Equality ignores ASCII letter case (RFC 4343). A default value is the root.</remarks>
public readonly ref struct DnsName
{
    /// <summary>Octets in the longest label (RFC 1035 §2.3.4).</summary>
    public const int LabelLengthMax = 63;

    /// <summary>Octets in the longest name on the wire, length octets and the root included (RFC 1035 §2.3.4).</summary>
    public const int WireLengthMax = 255;

    // A name of 255 octets has at most 127 labels, and a compressor never needs two pointers between two of them.
    private const int PointersMax = 127;
    private const int PointerBits = 0xc0;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _offset;
    private readonly int _wireLength;

    private DnsName(ReadOnlySpan<byte> message, int offset, int wireLength)
    {
        _message = message;
        _offset = offset;
        _wireLength = wireLength;
    }

    /// <summary>Octets of the name without compression, the root's zero octet included: 1 to 255.</summary>
    public int WireLength => _wireLength == 0 ? 1 : _wireLength;

    public bool IsRoot => WireLength == 1;

    /// <summary>
    /// Checks the name at <paramref name="offset"/>, which may lie outside the message. Every pointer must point before the labels
    /// that led to it, so a name ends after finitely many steps. <paramref name="encodedLength"/> is what the name takes at
    /// <paramref name="offset"/>: up to the root or the first pointer.
    /// </summary>
    public static DnsReadStatus Read(ReadOnlySpan<byte> message, int offset, out DnsName name, out int encodedLength)
    {
        name = default;
        encodedLength = 0;
        int at = offset, runStart = offset, wireLength = 0, pointers = 0;
        while ((uint)at < (uint)message.Length)
        {
            int length = message[at];
            if (length <= LabelLengthMax)
            {
                wireLength += length + 1;
                if (wireLength > WireLengthMax) return DnsReadStatus.NameTooLong;
                at += length + 1;
                if (length != 0) continue;
                if (pointers == 0) encodedLength = at - offset;
                name = new DnsName(message, offset, wireLength);
                return DnsReadStatus.Ok;
            }

            DnsReadStatus status = ReadPointer(message, at, runStart, out int target);
            if (status != DnsReadStatus.Ok) return status;
            if (pointers == 0) encodedLength = at + 2 - offset;
            if (++pointers > PointersMax) return DnsReadStatus.TooManyPointers;
            at = runStart = target;
        }

        return DnsReadStatus.Truncated;
    }

    /// <summary>The name at the start of bytes that hold nothing else, uncompressed. False when they are not exactly one name.</summary>
    public static bool TryFromWire(ReadOnlySpan<byte> wire, out DnsName name) =>
        Read(wire, 0, out name, out int length) == DnsReadStatus.Ok && length == wire.Length;

    /// <summary>Writes the name uncompressed, letter case as it is. Returns <see cref="WireLength"/>, which must fit.</summary>
    public int CopyTo(Span<byte> destination)
    {
        int written = 0;
        foreach (ReadOnlySpan<byte> label in this)
        {
            destination[written] = (byte)label.Length;
            label.CopyTo(destination[(written + 1)..]);
            written += label.Length + 1;
        }

        destination[written] = 0;
        return written + 1;
    }

    /// <summary>Writes the name uncompressed in lower case, the form of every key. Returns <see cref="WireLength"/>, which must fit.</summary>
    public int CopyLowerTo(Span<byte> destination)
    {
        int written = CopyTo(destination);
        WireName.ToLower(destination[..written]);
        return written;
    }

    public bool Equals(DnsName other)
    {
        if (WireLength != other.WireLength) return false;
        DnsLabelEnumerator theirs = other.GetEnumerator();
        foreach (ReadOnlySpan<byte> label in this)
        {
            if (!theirs.MoveNext() || !WireName.EqualsIgnoreCase(label, theirs.Current)) return false;
        }

        return true;
    }

    /// <summary>The labels from left to right, without the root.</summary>
    public DnsLabelEnumerator GetEnumerator() => new(_message, _wireLength == 0 ? -1 : _offset);

    /// <summary>Absolute presentation form, escaped, with the final dot (RFC 1035 §5.1).</summary>
    public override string ToString() => DnsNameText.Format(this);

    private static DnsReadStatus ReadPointer(ReadOnlySpan<byte> message, int at, int runStart, out int target)
    {
        target = 0;
        if ((message[at] & PointerBits) != PointerBits) return DnsReadStatus.BadLabelType;
        if (at + 1 >= message.Length) return DnsReadStatus.Truncated;
        target = ((message[at] & ~PointerBits) << 8) | message[at + 1];
        if (target >= runStart) return DnsReadStatus.PointerNotBackwards;
        return target < DnsHeader.Size ? DnsReadStatus.PointerIntoHeader : DnsReadStatus.Ok;
    }
}

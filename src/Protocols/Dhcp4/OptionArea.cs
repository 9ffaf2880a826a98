namespace Polymasq.Protocols.Dhcp4;

/// <summary>One place that options are written to: the options field, or file or sname when they are overloaded.</summary>
internal struct OptionArea
{
    private readonly int _start;
    private readonly int _end;

    /// <param name="start">Its first byte, counted from the start of the message.</param>
    /// <param name="end">The byte after its last one.</param>
    public OptionArea(int start, int end) => (_start, _end, Position) = (start, end, start);

    /// <summary>Where the next option goes, in bytes from the start of the message.</summary>
    public int Position { get; private set; }

    /// <summary>True once an option stands in it.</summary>
    public readonly bool IsUsed => Position > _start;

    /// <summary>Writes one option, in pieces of at most 255 bytes (RFC 3396 §4); writes nothing if not all of it fits.</summary>
    public bool TryWrite(Span<byte> message, OptionCode code, ReadOnlySpan<byte> data)
    {
        if (WireLength(data.Length) > _end - Position) return false;
        do
        {
            int piece = Math.Min(data.Length, byte.MaxValue);
            message[Position] = (byte)code;
            message[Position + 1] = (byte)piece;
            data[..piece].CopyTo(message[(Position + 2)..]);
            Position += 2 + piece;
            data = data[piece..];
        }
        while (!data.IsEmpty);
        return true;
    }

    /// <summary>Bytes that a value takes with the headers of its pieces; an empty one has one piece.</summary>
    public static int WireLength(int dataLength) => dataLength + 2 * Math.Max(1, (dataLength + byte.MaxValue - 1) / byte.MaxValue);
}

using System.Runtime.InteropServices;

namespace Polymasq.Node.Interfaces;

/// <summary>One message out of a netlink datagram: its header's fields and what follows them.</summary>
/// <remarks><code>nlmsghdr  0 length (4, header included) | 4 type (2) | 6 flags (2) | 8 sequence (4) | 12 port (4), host order</code></remarks>
internal readonly ref struct NetlinkMessage
{
    public const int HeaderLength = 16;
    private const int Alignment = 4;

    private NetlinkMessage(ReadOnlySpan<byte> whole)
    {
        Type = (RtnetlinkType)MemoryMarshal.Read<ushort>(whole[4..]);
        Flags = MemoryMarshal.Read<ushort>(whole[6..]);
        Sequence = MemoryMarshal.Read<uint>(whole[8..]);
        Body = whole[HeaderLength..];
    }

    public RtnetlinkType Type { get; }

    public ushort Flags { get; }

    public uint Sequence { get; }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Takes the first message off <paramref name="datagram"/>. False at its end, and at anything that does not fit.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> datagram, out NetlinkMessage message)
    {
        message = default;
        if (datagram.Length < HeaderLength) return false;
        uint length = MemoryMarshal.Read<uint>(datagram);
        if (length < HeaderLength || length > datagram.Length) return false;
        message = new NetlinkMessage(datagram[..(int)length]);
        datagram = datagram[Math.Min(Aligned((int)length), datagram.Length)..];
        return true;
    }

    /// <summary>Takes the first attribute off <paramref name="attributes"/>: length (2, header included), type (2), value.</summary>
    public static bool TryTakeAttribute(ref ReadOnlySpan<byte> attributes, out int type, out ReadOnlySpan<byte> value)
    {
        const int AttributeHeader = 4;
        const int TypeMask = 0x3FFF; // above it: "nested" and "network order"
        type = 0;
        value = default;
        if (attributes.Length < AttributeHeader) return false;
        int length = MemoryMarshal.Read<ushort>(attributes);
        if (length < AttributeHeader || length > attributes.Length) return false;
        type = MemoryMarshal.Read<ushort>(attributes[2..]) & TypeMask;
        value = attributes[AttributeHeader..length];
        attributes = attributes[Math.Min(Aligned(length), attributes.Length)..];
        return true;
    }

    private static int Aligned(int length) => (length + Alignment - 1) & ~(Alignment - 1);
}

/// <summary>NLMSG_* and RTM_*.</summary>
internal enum RtnetlinkType : ushort
{
    Error = 2,
    Done = 3,
    NewLink = 16,
    DeleteLink = 17,
    GetLink = 18,
    NewAddress = 20,
    DeleteAddress = 21,
    GetAddress = 22,
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

/// <summary>
/// Packet information in ancillary data: to which address and over which interface a datagram came, and the same in the other
/// direction as source address and interface of a reply.
/// </summary>
/// <remarks>
/// <code>
/// cmsghdr       0 length (8) | 8 level (4) | 12 type (4) | 16 data
/// in_pktinfo    0 interface (4) | 4 local address (4) | 8 address in the header (4)
/// in6_pktinfo   0 address (16) | 16 interface (4)
/// </code>
/// </remarks>
internal static unsafe class ControlMessage
{
    private const int HeaderLength = 16;
    private const int Info4Length = 12;
    private const int Info6Length = 20;

    /// <summary>CMSG_SPACE of the larger of the two: one message fits whichever family the socket has.</summary>
    public const int Space = HeaderLength + 24;

    /// <summary>Reads the first packet information found; false when there is none.</summary>
    /// <param name="local">The destination address of the datagram, port 0.</param>
    public static bool TryRead(byte* control, nuint length, out int interfaceIndex, out SockAddr local)
    {
        local = default;
        interfaceIndex = 0;
        nuint offset = 0;
        while (length - offset >= HeaderLength)
        {
            byte* at = control + offset;
            nuint messageLength = *(nuint*)at;
            if (messageLength < HeaderLength || messageLength > length - offset) return false;
            if (TryReadOne(at, (int)messageLength, out interfaceIndex, ref local)) return true;
            nuint aligned = (messageLength + 7) & ~(nuint)7;
            if (aligned > length - offset) return false;
            offset += aligned;
        }

        return false;
    }

    private static bool TryReadOne(byte* at, int length, out int interfaceIndex, ref SockAddr local)
    {
        int level = *(int*)(at + 8);
        int type = *(int*)(at + 12);
        byte* data = at + HeaderLength;
        Span<byte> target = local;
        if (level == SocketOption.LevelIp && type == SocketOption.IpPacketInfo && length >= HeaderLength + Info4Length)
        {
            interfaceIndex = *(int*)data;
            Unsafe.WriteUnaligned(ref target[0], (ushort)Family.Inet);
            new ReadOnlySpan<byte>(data + 8, 4).CopyTo(target[4..]);
            return true;
        }

        if (level == SocketOption.LevelIpv6 && type == SocketOption.Ipv6PacketInfo && length >= HeaderLength + Info6Length)
        {
            interfaceIndex = *(int*)(data + 16);
            Unsafe.WriteUnaligned(ref target[0], (ushort)Family.Inet6);
            new ReadOnlySpan<byte>(data, 16).CopyTo(target[8..]);
            return true;
        }

        interfaceIndex = 0;
        return false;
    }

    /// <summary>Writes the source address and interface of a reply. <paramref name="control"/> has <see cref="Space"/> bytes.</summary>
    /// <returns>The length for <c>msg_controllen</c>.</returns>
    public static nuint Write(byte* control, int interfaceIndex, in SockAddr source)
    {
        NativeMemory.Clear(control, Space);
        ReadOnlySpan<byte> bytes = source;
        byte* data = control + HeaderLength;
        if (source.Family == Family.Inet6)
        {
            WriteHeader(control, SocketOption.LevelIpv6, SocketOption.Ipv6PacketInfo, Info6Length);
            bytes.Slice(8, 16).CopyTo(new Span<byte>(data, 16));
            *(int*)(data + 16) = interfaceIndex;
            return HeaderLength + 24;
        }

        WriteHeader(control, SocketOption.LevelIp, SocketOption.IpPacketInfo, Info4Length);
        *(int*)data = interfaceIndex;
        bytes.Slice(4, 4).CopyTo(new Span<byte>(data + 4, 4));
        return HeaderLength + 16;
    }

    private static void WriteHeader(byte* control, int level, int type, int dataLength)
    {
        *(nuint*)control = (nuint)(HeaderLength + dataLength);
        *(int*)(control + 8) = level;
        *(int*)(control + 12) = type;
    }
}

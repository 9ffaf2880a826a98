using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Interop;

/// <summary>
/// Room for a <c>sockaddr_in</c>, <c>sockaddr_in6</c> or <c>sockaddr_ll</c>, in the system's own byte layout, so that a peer's address goes from a
/// receive call to a send call as a copy of 28 bytes.
/// </summary>
/// <remarks>
/// <code>
/// sockaddr_in    0 family (host order) | 2 port | 4 address (4)
/// sockaddr_in6   0 family (host order) | 2 port | 4 flow information | 8 address (16) | 24 scope id (host order)
/// sockaddr_ll    0 family (host order) | 2 protocol | 4 interface (host order) | 8 type (2) | 10 kind | 11 length | 12 address (8)
/// </code>
/// </remarks>
[InlineArray(Size)]
internal struct SockAddr
{
    public const int Size = 28;
    public const int SizeInet = 16;
    public const int SizeLink = 20;
    private const int LinkAddressMax = 8;

    private byte _first;

    public readonly int Family => Unsafe.ReadUnaligned<ushort>(ref Unsafe.AsRef(in _first));

    public readonly int Port => BinaryPrimitives.ReadUInt16BigEndian(((ReadOnlySpan<byte>)this)[2..]);

    /// <summary>Bytes in use, as the native calls want to be told.</summary>
    public readonly int Length => Family switch
    {
        Interop.Family.Inet6 => Size,
        Interop.Family.Packet => SizeLink,
        _ => SizeInet,
    };

    /// <summary>Of a link-layer address: the interface it is on.</summary>
    public readonly int LinkInterface => Unsafe.ReadUnaligned<int>(in ((ReadOnlySpan<byte>)this)[4]);

    public readonly IPEndPoint ToEndPoint()
    {
        ReadOnlySpan<byte> bytes = this;
        if (Family == Interop.Family.Inet) return new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), Port);
        uint scope = Unsafe.ReadUnaligned<uint>(in bytes[24]);
        return new IPEndPoint(new IPAddress(bytes.Slice(8, 16), scope), Port);
    }

    public readonly IpEndpoint ToIpEndpoint()
    {
        ReadOnlySpan<byte> bytes = this;
        return Family == Interop.Family.Inet
            ? IpEndpoint.From(bytes.Slice(4, 4), Port)
            : IpEndpoint.From(bytes.Slice(8, 16), Port, Unsafe.ReadUnaligned<uint>(in bytes[24]));
    }

    public static SockAddr From(in IpEndpoint endPoint)
    {
        SockAddr result = default;
        Span<byte> bytes = result;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], endPoint.Port);
        bool inet = endPoint.IsInet;
        Unsafe.WriteUnaligned(ref bytes[0], (ushort)(inet ? Interop.Family.Inet : Interop.Family.Inet6));
        endPoint.WriteAddress(bytes[(inet ? 4 : 8)..]);
        if (!inet) Unsafe.WriteUnaligned(ref bytes[24], endPoint.Scope);
        return result;
    }

    public static SockAddr From(IPEndPoint endPoint) => From(endPoint.Address, endPoint.Port);

    public static SockAddr From(IPAddress address, int port)
    {
        SockAddr result = default;
        Span<byte> bytes = result;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)port);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            Unsafe.WriteUnaligned(ref bytes[0], (ushort)Interop.Family.Inet);
            address.TryWriteBytes(bytes[4..], out _);
            return result;
        }

        Unsafe.WriteUnaligned(ref bytes[0], (ushort)Interop.Family.Inet6);
        address.TryWriteBytes(bytes[8..], out _);
        Unsafe.WriteUnaligned(ref bytes[24], (uint)address.ScopeId);
        return result;
    }

    /// <summary>A link-layer address; one of more than 8 bytes is cut.</summary>
    /// <param name="protocol">ETH_P_*.</param>
    public static SockAddr ForLink(int interfaceIndex, ushort protocol, ReadOnlySpan<byte> hardwareAddress)
    {
        SockAddr result = default;
        Span<byte> bytes = result;
        if (hardwareAddress.Length > LinkAddressMax) hardwareAddress = hardwareAddress[..LinkAddressMax];
        Unsafe.WriteUnaligned(ref bytes[0], (ushort)Interop.Family.Packet);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], protocol);
        Unsafe.WriteUnaligned(ref bytes[4], interfaceIndex);
        bytes[11] = (byte)hardwareAddress.Length;
        hardwareAddress.CopyTo(bytes[12..]);
        return result;
    }
}

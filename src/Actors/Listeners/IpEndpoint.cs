using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// An IP address, port and scope as a value of 24 bytes: compared in a few instructions, copied into messages, never
/// allocated. IPv4 addresses are kept as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2), so both families compare alike.
/// </summary>
public readonly record struct IpEndpoint
{
    private readonly ulong _high;
    private readonly ulong _low;

    private IpEndpoint(ulong high, ulong low, int port, uint scope) => (_high, _low, Port, Scope) = (high, low, (ushort)port, scope);

    public ushort Port { get; }

    /// <summary>The interface index that a link-local address belongs to; 0 otherwise.</summary>
    public uint Scope { get; }

    /// <summary>The address as two numbers.</summary>
    internal (ulong High, ulong Low) Halves => (_high, _low);

    public bool IsInet => _high == 0 && _low >> 32 == 0xFFFF;

    public bool IsAny => IsInet ? (uint)_low == 0 : (_high | _low) == 0;

    /// <summary>127.0.0.0/8 and ::1.</summary>
    public bool IsLoopback => IsInet ? (byte)(_low >> 24) == 127 : _high == 0 && _low == 1;

    /// <summary>From an address of 4 or 16 bytes in network order.</summary>
    public static IpEndpoint From(ReadOnlySpan<byte> address, int port, uint scope = 0) => address.Length == 4
        ? new(0, 0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(address), port, 0)
        : new(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), port, scope);

    public static IpEndpoint From(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return From(bytes[..length], port, address.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)address.ScopeId : 0);
    }

    public static IpEndpoint From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return From(endPoint.Address, endPoint.Port);
    }

    public IpEndpoint WithPort(int port) => new(_high, _low, port, Scope);

    /// <summary>Writes the address in network order.</summary>
    /// <param name="destination">Room for 16 bytes.</param>
    /// <returns>4 or 16.</returns>
    public int WriteAddress(Span<byte> destination)
    {
        if (IsInet)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        return 16;
    }

    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = WriteAddress(bytes);
        return new IPEndPoint(length == 4 ? new IPAddress(bytes[..4]) : new IPAddress(bytes, Scope), Port);
    }

    public override string ToString() => ToIPEndPoint().ToString();
}

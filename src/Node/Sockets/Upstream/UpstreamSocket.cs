using System.Runtime.CompilerServices;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>One source port. What comes in goes straight into a packet of the pool.</summary>
/// <param name="home">Whom it is received for.</param>
/// <param name="usesMax">Questions after which it is worn out.</param>
/// <param name="retireAt">When it is worn out anyway: a timestamp of the system's clock.</param>
internal sealed unsafe class UpstreamSocket(UdpSocket socket, int token, IUpstreamReceiver home, long usesMax, long retireAt) : IReadySource
{
    private const int HeaderLength = 12;
    private const int FlagsOffset = 2;
    private const byte TruncatedBit = 0x02;

    private long _uses; // of one that all lanes share some get lost, which does not matter: it is never worn out

    public int Descriptor => socket.Descriptor;

    public int Port => socket.Local.Port;

    /// <summary>Never the same for two sockets of a lane, so that a late reply is not taken for one to the port's next owner. Negative when all lanes share it.</summary>
    public int Token => token;

    /// <summary>When a retired socket is closed: a timestamp of the system's clock.</summary>
    public long CloseAt { get; set; }

    public bool IsWornOut(long now) => _uses >= usesMax || now >= retireAt;

    public Errno Send(in SockAddr server, ReadOnlySpan<byte> query)
    {
        _uses++;
        nint sent;
        fixed (byte* bytes = query)
        fixed (SockAddr* to = &server)
        {
            sent = Libc.Sendto(Descriptor, bytes, (nuint)query.Length, MessageFlags.DontWait, to, (uint)server.Length);
        }

        return sent < 0 ? ErrnoText.Last : Errno.None;
    }

    /// <summary>One datagram a call: with this many sockets there is seldom a second one, and if there is, we are called again.</summary>
    public void OnReady()
    {
        Packet? packet = home.TryRent();
        if (packet is null)
        {
            byte nothing;
            _ = Libc.Recvfrom(Descriptor, &nothing, 1, MessageFlags.DontWait, null, null); // lost, or it would be told for ever
            return;
        }

        SockAddr from = default;
        uint fromLength = SockAddr.Size;
        byte* buffer = (byte*)Unsafe.AsPointer(ref packet.Buffer[0]); // a packet's bytes are pinned
        nint length = Libc.Recvfrom(Descriptor, buffer, (nuint)packet.Buffer.Length, MessageFlags.DontWait | MessageFlags.Truncated, &from, &fromLength);
        if (length < 0)
        {
            packet.Release();
            return;
        }

        packet.Length = (int)Math.Min(length, packet.Buffer.Length);
        if (length > packet.Buffer.Length && packet.Length >= HeaderLength) packet.Buffer[FlagsOffset] |= TruncatedBit; // cut by us: to be asked over TCP
        home.Received(packet, from.ToIpEndpoint(), token);
    }

    public void Close() => socket.Dispose();
}

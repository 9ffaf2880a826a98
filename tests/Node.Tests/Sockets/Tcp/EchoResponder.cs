using System.Collections.Concurrent;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Tests.Sockets.Tcp;

/// <summary>Says everything back: at once, or when told to.</summary>
internal sealed class EchoResponder : ITcpResponder
{
    public const byte Later = 0xFF;

    private const int Wait = 30_000;

    private readonly PacketPool _packets = new(64, 64);
    private readonly ConcurrentQueue<Packet> _held = new();
    private int _seen;

    public int Seen => Volatile.Read(ref _seen);

    public int HeldCount => _held.Count;

    public bool Respond(ReadOnlySpan<byte> message, in QueryOrigin origin)
    {
        Interlocked.Increment(ref _seen);
        if (message[0] == Later) Hold(message, origin);
        else ((TcpSession)origin.Stream!).Enqueue(message);
        return message[0] == Later;
    }

    /// <summary>Answers the first of what was held.</summary>
    public void AnswerHeld()
    {
        Packet? packet = null;
        Assert.True(SpinWait.SpinUntil(() => _held.TryDequeue(out packet), Wait));
        packet!.Origin.Stream!.Send(packet, packet.Message);
        packet.Release();
    }

    private void Hold(ReadOnlySpan<byte> message, in QueryOrigin origin)
    {
        Packet packet = _packets.TryRent()!;
        message.CopyTo(packet.Buffer);
        packet.Length = message.Length;
        packet.Origin = origin;
        _held.Enqueue(packet);
    }
}

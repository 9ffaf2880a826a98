using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>
/// A lane's questions to upstream servers over TCP: a connection for each, on the thread pool. Only what UDP has truncated comes
/// this way, so connections are not kept.
/// </summary>
/// <param name="exchangesMax">Exchanges at a time.</param>
/// <param name="packets">For replies of up to 65,535 bytes.</param>
internal sealed class UpstreamStreams(int exchangesMax, PacketPool packets, TimeProvider time) : IUpstreamStreamPort, IDisposable
{
    private const int LengthField = 2;

    private readonly CancellationTokenSource _stop = new();
    private IActorRef<CacheShardMessage>? _shard;
    private int _underWay;

    /// <summary>Exchanges at present.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>To be called once, before the first question: whom to tell.</summary>
    public void Connect(IActorRef<CacheShardMessage> shard) => _shard = shard;

    public bool TryAsk(in IpEndpoint server, ReadOnlySpan<byte> query, StreamTicket ticket, TimeSpan timeout)
    {
        if (Interlocked.Increment(ref _underWay) > exchangesMax)
        {
            Interlocked.Decrement(ref _underWay);
            return false;
        }

        byte[] frame = ArrayPool<byte>.Shared.Rent(LengthField + query.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)query.Length);
        query.CopyTo(frame.AsSpan(LengthField));
        _ = ExchangeAsync(server, frame, LengthField + query.Length, ticket, timeout);
        return true;
    }

    private async Task ExchangeAsync(IpEndpoint server, byte[] frame, int length, StreamTicket ticket, TimeSpan timeout)
    {
        await Task.Yield(); // the lane goes on
        Packet? reply = packets.TryRent();
        bool answered = false;
        try
        {
            if (reply is not null) answered = await TryExchangeAsync(server, frame.AsMemory(0, length), reply, timeout).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            answered = false; // refused, cut off, or too late: the shard asks another server
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
            Interlocked.Decrement(ref _underWay);
        }

        if (answered && _shard!.TryTell(CacheShardMessage.StreamReply(ticket, reply!))) return;
        reply?.Release();
        _shard!.Tell(CacheShardMessage.StreamFailed(ticket));
    }

    private async Task<bool> TryExchangeAsync(IpEndpoint server, ReadOnlyMemory<byte> frame, Packet reply, TimeSpan timeout)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        using var socket = new Socket(server.IsInet ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        await socket.ConnectAsync(server.ToIPEndPoint(), ending.Token).ConfigureAwait(false);
        while (!frame.IsEmpty) frame = frame[await socket.SendAsync(frame, ending.Token).ConfigureAwait(false)..];
        if (!await ReadAllAsync(socket, reply.Buffer.AsMemory(0, LengthField), ending.Token).ConfigureAwait(false)) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(reply.Buffer);
        if (length > reply.Buffer.Length || !await ReadAllAsync(socket, reply.Buffer.AsMemory(0, length), ending.Token).ConfigureAwait(false)) return false;
        reply.Length = length;
        reply.Origin = new QueryOrigin { Peer = server, ReceivedAt = time.GetTimestamp() };
        return true;
    }

    private static async Task<bool> ReadAllAsync(Socket socket, Memory<byte> target, CancellationToken cancelled)
    {
        while (!target.IsEmpty)
        {
            int count = await socket.ReceiveAsync(target, cancelled).ConfigureAwait(false);
            if (count == 0) return false;
            target = target[count..];
        }

        return true;
    }

    public void Dispose() => _stop.Cancel();
}

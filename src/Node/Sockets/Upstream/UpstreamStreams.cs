using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Sockets.Upstream.Streams;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>
/// A lane's questions to upstream servers over TCP, TLS and HTTPS. The work is done on the thread pool, on connections that all lanes share.
/// </summary>
/// <param name="exchangesMax">Exchanges at a time.</param>
/// <param name="servers">The connections. Not owned.</param>
internal sealed class UpstreamStreams(int exchangesMax, StreamServers servers) : IUpstreamStreamPort
{
    private IActorRef<CacheShardMessage>? _shard;
    private int _underWay;

    /// <summary>Exchanges at present.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public StreamServers Servers => servers;

    /// <summary>To be called once, before the first question: whom to tell.</summary>
    public void Connect(IActorRef<CacheShardMessage> shard) => _shard = shard;

    public bool TryAsk(UpstreamTarget server, ReadOnlySpan<byte> query, StreamTicket ticket, TimeSpan timeout)
    {
        if (Interlocked.Increment(ref _underWay) > exchangesMax)
        {
            Interlocked.Decrement(ref _underWay);
            return false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(new StreamExchange(this, server, query, ticket, timeout, servers.Time), preferLocal: false);
        return true;
    }

    /// <summary>An exchange has ended, with the reply or without one.</summary>
    public void Tell(StreamTicket ticket, Packet? reply)
    {
        Interlocked.Decrement(ref _underWay);
        if (reply is not null && _shard!.TryTell(CacheShardMessage.StreamReply(ticket, reply))) return;
        reply?.Release();
        _shard!.Tell(CacheShardMessage.StreamFailed(ticket));
    }
}

using System.Collections.Concurrent;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;

namespace Polymasq.Node.Tests.Sockets.Upstream;

/// <summary>Keeps what a shard would be told.</summary>
internal sealed class ShardProbe : IActorRef<CacheShardMessage>
{
    private readonly BlockingCollection<CacheShardMessage> _told = [];

    public bool IsFull { get; set; }

    public int Count => _told.Count;

    public ActorPath Path => ActorPath.Root;

    public bool IsTerminated => false;

    public bool TryTell(in CacheShardMessage message)
    {
        if (!IsFull) _told.Add(message);
        return !IsFull;
    }

    public void Tell(in CacheShardMessage message) => TryTell(message);

    public void Stop()
    {
    }

    public CacheShardMessage Take(int waitMilliseconds = 10_000)
    {
        Assert.True(_told.TryTake(out CacheShardMessage message, waitMilliseconds), "nothing was told");
        return message;
    }
}

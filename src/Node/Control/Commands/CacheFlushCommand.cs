using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cache flush</c>: forgets all, or what is known of one name.</summary>
/// <param name="shards">All shards' actors.</param>
/// <param name="time">The clock that limits the waiting.</param>
internal sealed class CacheFlushCommand(IReadOnlyList<IActorRef<CacheShardMessage>> shards, TimeProvider time) : IControlCommand
{
    public string Noun => "cache";

    public string Verb => "flush";

    public bool IsChange => true;

    public IReadOnlyList<string> Parameters => [CacheName.Parameter];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        byte[]? name = CacheName.Of(arguments);
        int removed = 0;
        foreach (IActorRef<CacheShardMessage> shard in shards) removed += await Flush(shard, name, cancellation).ConfigureAwait(false);
        return ControlReply.Of(new CacheFlushReport(removed), ControlJson.Default.CacheFlushReport);
    }

    private async Task<int> Flush(IActorRef<CacheShardMessage> shard, byte[]? name, CancellationToken cancellation)
    {
        int removed = 0;
        for (int? cursor = 0; cursor is { } from;)
        {
            cancellation.ThrowIfCancellationRequested();
            CacheFlushed page = await shard.AskForPeople<CacheShardMessage, CacheFlushed>(
                reply => CacheShardMessage.Flush(new CacheFlush(from, name, reply)), time).ConfigureAwait(false);
            removed += page.Removed;
            cursor = page.Next;
        }

        return removed;
    }
}

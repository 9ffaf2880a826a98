using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cache show</c>: what is in the cache, all or of one name.</summary>
/// <param name="shards">All shards' actors.</param>
/// <param name="time">The clock that limits the waiting.</param>
internal sealed class CacheShowCommand(IReadOnlyList<IActorRef<CacheShardMessage>> shards, TimeProvider time) : IControlCommand
{
    private const int LimitDefault = 1000;
    private const int LimitMax = 100_000;

    public string Noun => "cache";

    public string Verb => "show";

    public IReadOnlyList<string> Parameters => [CacheName.Parameter, "limit"];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        byte[]? name = CacheName.Of(arguments);
        int limit = arguments.Number("limit", LimitDefault, 1, LimitMax);
        List<CacheItem> found = [];
        foreach (IActorRef<CacheShardMessage> shard in shards)
            if (found.Count <= limit) await Collect(shard, name, limit, found, cancellation).ConfigureAwait(false);
        bool hasMore = found.Count > limit;
        return ControlReply.Of(new CacheList(hasMore ? found[..limit] : found, hasMore), ControlJson.Default.CacheList);
    }

    // One page more than the limit, if there is one: that tells whether something was left out.
    private async Task Collect(IActorRef<CacheShardMessage> shard, byte[]? name, int limit, List<CacheItem> found, CancellationToken cancellation)
    {
        for (int? cursor = 0; cursor is { } from && found.Count <= limit;)
        {
            cancellation.ThrowIfCancellationRequested();
            CachePage page = await shard.AskForPeople<CacheShardMessage, CachePage>(
                reply => CacheShardMessage.Show(new CacheShow(from, name, reply)), time).ConfigureAwait(false);
            found.AddRange(page.Entries.Select(ItemOf));
            cursor = page.Next;
        }
    }

    private static CacheItem ItemOf(CacheEntryInfo entry) => new(
        entry.Name, RecordTypeText.Format(entry.Type), RecordTypeText.Format(entry.Class), NameOf(entry.Kind),
        entry.TtlSeconds, entry.IsDnssec, entry.IsCheckingDisabled, entry.Bytes, entry.StaleSeconds, entry.Changed);

    private static string NameOf(EntryKind kind) => kind switch
    {
        EntryKind.NxDomain => "nxdomain",
        EntryKind.NoData => "nodata",
        EntryKind.Failure => "failure",
        _ => "records",
    };
}

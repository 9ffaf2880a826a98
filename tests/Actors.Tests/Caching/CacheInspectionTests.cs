using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

public sealed class CacheInspectionTests
{
    private readonly ShardFixture _shard = new(["198.51.100.1"]);

    [Fact]
    public void Entries_are_shown_with_what_people_want_to_know()
    {
        _shard.Query("www.example.org");
        _shard.Server().Says(static reply => reply.Soa("example.org", 60, 60), Rcode.NxDomain);
        _shard.Query("Gone.example.org", RecordType.MX, dnssecOk: true);
        _shard.System.Advance(20);
        List<CacheEntryInfo> entries = Show(null);
        Assert.Equal(2, entries.Count);
        CacheEntryInfo www = entries.Single(static entry => entry.Name == "www.example.org"), gone = entries.Single(static entry => entry.Name == "gone.example.org");
        Assert.Equal((RecordType.A, EntryKind.Positive, false), (www.Type, www.Kind, www.IsDnssec));
        Assert.Equal((RecordType.MX, EntryKind.NxDomain, true), (gone.Type, gone.Kind, gone.IsDnssec));
        Assert.InRange(www.TtlSeconds, 279, 281);
        Assert.InRange(gone.TtlSeconds, 39, 41);
        Assert.InRange(www.Bytes, 50, 150);
    }

    [Fact]
    public void A_name_is_shown_and_flushed_with_all_its_types_and_no_other_name_with_it()
    {
        _shard.Query("www.example.org");
        _shard.Query("www.example.org", RecordType.AAAA);
        _shard.Query("ww.example.org");
        Assert.Equal(2, Show("www.example.org").Count);
        Assert.Equal(2, Flush("www.example.org"));
        Assert.Equal("ww.example.org", Assert.Single(Show(null)).Name);
        _shard.Query("www.example.org");
        Assert.Equal(4, _shard.Server().Questions.Count);
    }

    [Fact]
    public void Everything_can_be_flushed()
    {
        for (int i = 0; i < 30; i++) _shard.Query($"{i}.example.org");
        Assert.Equal(30, Flush(null));
        Assert.Empty(Show(null));
        Assert.Equal(0, _shard.Shards.Stats()[0].Entries);
    }

    [Fact]
    public void Statistics_count_what_was_stored()
    {
        for (int i = 0; i < 30; i++) _shard.Query($"{i}.example.org");
        ShardStats stats = _shard.Shards.Stats()[0];
        Assert.Equal((30, 30, 0), (stats.Entries, stats.Insertions, stats.Evictions));
        Assert.InRange(stats.BytesUsed, 30 * 50, stats.BytesMax);
        Assert.Equal(30, stats.Counters.Answered);
    }

    private List<CacheEntryInfo> Show(string? name)
    {
        List<CacheEntryInfo> all = [];
        for (int? cursor = 0; cursor is { } at;)
        {
            CachePage page = _shard.System.Ask<CacheShardMessage, CachePage>(_shard.Actor, reply => CacheShardMessage.Show(new CacheShow(at, Wire(name), reply)));
            all.AddRange(page.Entries);
            cursor = page.Next;
        }

        return all;
    }

    private int Flush(string? name)
    {
        int removed = 0;
        for (int? cursor = 0; cursor is { } at;)
        {
            CacheFlushed page = _shard.System.Ask<CacheShardMessage, CacheFlushed>(_shard.Actor, reply => CacheShardMessage.Flush(new CacheFlush(at, Wire(name), reply)));
            removed += page.Removed;
            cursor = page.Next;
        }

        return removed;
    }

    private static byte[]? Wire(string? name) => name is null ? null : DnsBuilder.Name(name);
}

using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Tests.Etcd;

public sealed class EtcdWatchTests(OneMember etcd) : IClassFixture<OneMember>
{
    [Fact]
    public void A_watch_tells_what_was_and_what_comes_each_once_in_order_and_deletions_too()
    {
        using OpenStore store = etcd.Open();
        using StoreProbe sink = new();
        long first = store.MustPut("a", "1");
        long second = store.MustPut("b", "1");
        using IDisposable watch = store.Store.Watch(9, store.Prefix, first, sink);
        store.Commit(new StoreTransaction([new StoreCompare(store.Prefix + "a", first)], [new StoreWrite(store.Prefix + "a", null)]));

        List<StoreEntry> changes = sink.Changes(3);
        Assert.Equal(["a", "b", "a"], changes.Select(change => change.Key[store.Prefix.Length..]));
        Assert.Equal([first, second], changes.Take(2).Select(change => change.ModRevision));
        Assert.Null(changes[2].Value);
        Assert.True(changes[2].ModRevision > second);
    }

    [Fact]
    public void Changes_of_one_revision_come_together()
    {
        using OpenStore store = etcd.Open();
        using StoreProbe sink = new();
        long first = store.MustPut("a", "1");
        using IDisposable watch = store.Store.Watch(9, store.Prefix, first + 1, sink);
        StoreWrite[] writes = [.. Enumerable.Range(0, 100).Select(at => new StoreWrite($"{store.Prefix}{at}", new byte[2000]))];
        long revision = Assert.IsType<StoreReport.Committed>(store.Commit(new StoreTransaction([], writes))).Revision;

        StoreReport.Changed changed = sink.Next<StoreReport.Changed>();
        Assert.Equal((revision, 100), (changed.Revision, changed.Entries.Count));
    }

    [Fact]
    public void A_sink_without_room_gets_everything_later_in_order()
    {
        using OpenStore store = etcd.Open();
        using StoreProbe sink = new() { IsFull = true };
        long revision = store.MustPut("a", "0");
        using IDisposable watch = store.Store.Watch(9, store.Prefix, revision, sink);
        for (int i = 1; i <= 20; i++) revision = store.MustPut("a", $"{i}", revision);
        Assert.True(SpinWait.SpinUntil(() => sink.Refusals > 1, StoreProbe.Patience));
        Assert.True(sink.IsEmpty);

        sink.IsFull = false;
        Assert.Equal(Enumerable.Range(1, 21).Select(version => (long)version), sink.Changes(21).Select(change => change.Version));
        Assert.True(sink.IsEmpty);
    }

    [Fact]
    public void A_watch_behind_the_compaction_ends_with_the_oldest_revision_that_there_is()
    {
        using OpenStore store = etcd.Open();
        using StoreProbe sink = new();
        long first = store.MustPut("a", "1");
        long second = store.MustPut("a", "2", first);
        etcd.Cluster.Post("/v3/kv/compaction", $$"""{"revision":"{{second}}"}""");

        using IDisposable behind = store.Store.Watch(9, store.Prefix, first, sink);
        Assert.Equal(new StoreReport.Compacted(9, second), sink.Next());
        using IDisposable from = store.Store.Watch(10, store.Prefix, second, sink);
        Assert.Equal(second, Assert.Single(sink.Changes(1)).ModRevision);
    }

    [Fact]
    public void A_disposed_watch_is_silent()
    {
        using OpenStore store = etcd.Open();
        using StoreProbe sink = new();
        using StoreProbe other = new();
        long first = store.MustPut("a", "1");
        IDisposable watch = store.Store.Watch(9, store.Prefix, first, sink);
        using IDisposable second = store.Store.Watch(10, store.Prefix, first + 1, other);
        Assert.Single(sink.Changes(1));

        watch.Dispose();
        store.MustPut("a", "2", first);
        Assert.Single(other.Changes(1));
        Assert.True(sink.IsEmpty);
    }
}

using System.Text;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Tests.Etcd;

public sealed class EtcdStoreTests(OneMember etcd) : IClassFixture<OneMember>
{
    [Fact]
    public void A_transaction_whose_compares_hold_is_committed_as_a_whole_at_one_revision()
    {
        using OpenStore store = etcd.Open();
        StoreReport report = store.Commit(new StoreTransaction(
            [new StoreCompare(store.Prefix + "a", 0), new StoreCompare(store.Prefix + "b", 0)],
            [new StoreWrite(store.Prefix + "a", "1"u8.ToArray()), new StoreWrite(store.Prefix + "b", [])]));

        long revision = Assert.IsType<StoreReport.Committed>(report).Revision;
        Assert.Equal([("a", "1", revision, 1L), ("b", "", revision, 1L)], store.Read().Select(entry => Shown(store, entry)));
    }

    [Fact]
    public void A_refused_transaction_writes_nothing_and_shows_what_each_compared_key_holds()
    {
        using OpenStore store = etcd.Open();
        long revision = store.MustPut("a", "mine");
        StoreReport report = store.Commit(new StoreTransaction(
            [new StoreCompare(store.Prefix + "none", 0), new StoreCompare(store.Prefix + "a", 0)], [new StoreWrite(store.Prefix + "none", "x"u8.ToArray())]));

        StoreReport.Refused refused = Assert.IsType<StoreReport.Refused>(report);
        Assert.True(refused.Revision >= revision);
        Assert.Equal([("none", null, 0L, 0L), ("a", "mine", revision, 1L)], refused.Current.Select(entry => Shown(store, entry)));
        Assert.Single(store.Read());
    }

    [Fact]
    public void A_null_value_deletes_and_a_deleted_key_compares_as_absent()
    {
        using OpenStore store = etcd.Open();
        long revision = store.MustPut("a", "1");
        store.Commit(new StoreTransaction([new StoreCompare(store.Prefix + "a", revision)], [new StoreWrite(store.Prefix + "a", null)]));

        Assert.Empty(store.Read());
        store.MustPut("a", "2");
    }

    [Fact]
    public void What_etcd_refuses_for_good_fails_at_once_and_did_not_happen()
    {
        using OpenStore store = etcd.Open();
        StoreReport report = store.Commit(new StoreTransaction(
            [new StoreCompare(store.Prefix + "a", 0)], [new StoreWrite(store.Prefix + "a", [1]), new StoreWrite(store.Prefix + "a", [2])]));

        StoreReport.Failed failed = Assert.IsType<StoreReport.Failed>(report);
        Assert.False(failed.MayHaveHappened);
        Assert.Contains("duplicate key", failed.Reason, StringComparison.Ordinal);
        Assert.True(store.Store.Health.CanCommit);
    }

    [Fact]
    public void A_large_prefix_is_read_in_pages_of_one_revision()
    {
        const int Count = 12_500;
        using OpenStore store = etcd.Open();
        for (int first = 0; first < Count; first += 100)
        {
            StoreWrite[] writes = [.. Enumerable.Range(first, 100).Select(at => new StoreWrite($"{store.Prefix}{at:d5}", "v"u8.ToArray()))];
            Assert.IsType<StoreReport.Committed>(store.Commit(new StoreTransaction([], writes)));
        }

        using StoreProbe sink = new();
        store.Store.Read(7, store.Prefix, sink);
        List<StoreReport.Page> pages = [sink.Next<StoreReport.Page>()];
        store.MustPut("zzz", "not of that revision"); // or of the last page only if it was read after this
        while (!pages[^1].IsLast) pages.Add(sink.Next<StoreReport.Page>());

        Assert.Equal(3, pages.Count);
        Assert.Single(pages.Select(page => page.Revision).Distinct());
        Assert.Equal(Enumerable.Range(0, Count).Select(at => $"{store.Prefix}{at:d5}"), pages.SelectMany(page => page.Entries).Select(entry => entry.Key));
        Assert.Empty(store.Read("nothing/"));
    }

    [Fact]
    public void A_lease_lives_while_it_is_kept_and_takes_its_keys_with_it()
    {
        using OpenStore store = etcd.Open();
        using StoreProbe sink = new();
        long lease = store.Grant(TimeSpan.FromSeconds(5));
        long revision = store.MustPut("gateway/gw1", "up", lease: lease);
        using IDisposable watch = store.Store.Watch(1, store.Prefix, revision, sink);

        Assert.True(store.KeepAlive(lease));
        Assert.Equal(2, sink.Changes(2).Count); // it came, and nobody keeps it: it expires by itself
        Assert.False(store.KeepAlive(lease));
        Assert.Empty(store.Read());
    }

    [Fact]
    public void A_revoked_lease_is_over_at_once_and_may_be_revoked_again()
    {
        using OpenStore store = etcd.Open();
        long lease = store.Grant(TimeSpan.FromMinutes(1));
        store.MustPut("a", "1", lease: lease);

        store.Revoke(lease);
        Assert.Empty(store.Read());
        store.Revoke(lease);
        StoreReport.Failed failed = Assert.IsType<StoreReport.Failed>(store.Put("b", "1", lease: lease));
        Assert.False(failed.MayHaveHappened);
    }

    private static (string Key, string? Value, long ModRevision, long Version) Shown(OpenStore store, StoreEntry entry) =>
        (entry.Key[store.Prefix.Length..], entry.Value is null ? null : Encoding.UTF8.GetString(entry.Value), entry.ModRevision, entry.Version);
}

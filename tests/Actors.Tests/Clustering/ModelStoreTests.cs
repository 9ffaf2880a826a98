using Polymasq.Actors.Clustering;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering;

/// <summary>The store that other tests stand on does what is told of a store without faults.</summary>
public class ModelStoreTests
{
    private readonly StoreFixture _store = new();

    private StoreProbe Probe => _store.Probe;

    [Fact]
    public void A_write_is_answered_on_the_next_turn_and_not_before()
    {
        ModelStoreClient client = _store.Client();
        client.Commit(7, StoreFixture.Put("a", "1"), Probe);
        Assert.Empty(Probe.Reports);
        _store.System.Run();
        Assert.Equal(new StoreReport.Committed(7, 2), Probe.Of(7));
    }

    [Fact]
    public void Of_two_writers_that_compare_the_same_revision_one_wins_and_the_other_learns_what_is_true()
    {
        _store.Client(1).Commit(1, StoreFixture.Put("a", "one"), Probe);
        _store.Client(2).Commit(2, StoreFixture.Put("a", "two"), Probe);
        _store.System.Run();
        Assert.IsType<StoreReport.Committed>(Probe.Of(1));
        StoreReport.Refused refused = Assert.IsType<StoreReport.Refused>(Probe.Of(2));
        StoreEntry current = Assert.Single(refused.Current);
        Assert.Equal("one"u8.ToArray(), current.Value);
        Assert.Equal(("a", 2, 1), (current.Key, current.ModRevision, current.Version));
    }

    [Fact]
    public void A_transaction_is_made_whole_or_not_at_all()
    {
        _store.Server.Put("b", "there"u8.ToArray());
        StoreTransaction both = new(
            [new StoreCompare("a", 0), new StoreCompare("b", 0)], [new StoreWrite("a", [1]), new StoreWrite("b", [1])]);
        _store.Client().Commit(1, both, Probe);
        _store.System.Run();
        Assert.IsType<StoreReport.Refused>(Probe.Of(1));
        Assert.Null(_store.Server["a"].Value);
    }

    [Fact]
    public void A_read_has_all_keys_of_the_prefix_in_pages_of_one_revision()
    {
        for (int i = 0; i < 250; i++) _store.Server.Put($"p/{i:d3}", [1]);
        _store.Server.Put("q/other", [1]);
        _store.Client().Read(1, "p/", Probe);
        _store.System.Run();
        StoreReport.Page[] pages = [.. Probe.Reports.Cast<StoreReport.Page>()];
        Assert.Equal([false, false, true], pages.Select(page => page.IsLast));
        Assert.All(pages, page => Assert.Equal(252, page.Revision));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"p/{i:d3}"), pages.SelectMany(page => page.Entries).Select(entry => entry.Key));
    }

    [Fact]
    public void A_read_of_nothing_is_one_empty_page()
    {
        _store.Client().Read(1, "p/", Probe);
        _store.System.Run();
        Assert.Equal((true, 0), Assert.IsType<StoreReport.Page>(Probe.Of(1)) is var page ? (page.IsLast, page.Entries.Count) : default);
    }

    [Fact]
    public void A_watch_tells_what_was_and_what_comes_in_order_deletions_too()
    {
        _store.Server.Put("p/a", "1"u8.ToArray());
        _store.Server.Put("q/b", "2"u8.ToArray());
        using IDisposable watch = _store.Client().Watch(1, "p/", 2, Probe);
        _store.System.Run();
        _store.Server.Put("p/a", null);
        _store.System.Run();
        Assert.Equal(["2 p/a=1", "4 p/a=-"], Probe.Changes);
    }

    [Fact]
    public void A_watch_from_before_the_compaction_ends_with_the_oldest_revision_to_be_had()
    {
        for (int i = 0; i < 5; i++) _store.Server.Put("p/a", [1]);
        _store.Server.Compact(4);
        using IDisposable watch = _store.Client().Watch(1, "p/", 2, Probe);
        _store.System.Run();
        Assert.Equal(new StoreReport.Compacted(1, 4), Probe.Of(1));
        _store.Server.Put("p/a", [2]);
        _store.System.Run();
        Assert.Single(Probe.Reports);
    }

    [Fact]
    public void Keys_go_with_their_lease_and_live_as_long_as_it_is_renewed()
    {
        ModelStoreClient client = _store.Client();
        client.Grant(1, TimeSpan.FromSeconds(3), Probe);
        _store.System.Run();
        long lease = Assert.IsType<StoreReport.Granted>(Probe.Of(1)).Lease;
        client.Commit(2, StoreFixture.Put("g", "me", lease: lease), Probe);
        _store.System.Advance(2);
        client.KeepAlive(3, lease, Probe);
        _store.System.Advance(2);
        Assert.NotNull(_store.Server["g"].Value);
        _store.System.Advance(2);
        Assert.Null(_store.Server["g"].Value);
        client.KeepAlive(4, lease, Probe);
        _store.System.Run();
        Assert.Equal(new StoreReport.KeptAlive(3, true), Probe.Of(3));
        Assert.Equal(new StoreReport.KeptAlive(4, false), Probe.Of(4));
    }

    [Fact]
    public void A_lease_that_is_revoked_takes_its_keys_at_once()
    {
        ModelStoreClient client = _store.Client();
        client.Grant(1, TimeSpan.FromSeconds(3), Probe);
        _store.System.Run();
        long lease = Assert.IsType<StoreReport.Granted>(Probe.Of(1)).Lease;
        client.Commit(2, StoreFixture.Put("g", "me", lease: lease), Probe);
        client.Revoke(3, lease, Probe);
        _store.System.Run();
        Assert.Equal(new StoreReport.Revoked(3), Probe.Of(3));
        Assert.Null(_store.Server["g"].Value);
    }

    [Fact]
    public void A_sink_without_room_is_offered_the_same_again_and_the_rest_after_it()
    {
        ModelStoreClient client = _store.Client();
        using IDisposable watch = client.Watch(1, "", 2, Probe);
        Probe.IsFull = true;
        for (int i = 0; i < 3; i++)
        {
            _store.Server.Put("a", "x"u8.ToArray());
            _store.System.Advance(0.001);
        }

        Probe.IsFull = false;
        _store.System.Advance(1);
        Assert.Equal(["2 a=x", "3 a=x", "4 a=x"], Probe.Changes);
    }
}

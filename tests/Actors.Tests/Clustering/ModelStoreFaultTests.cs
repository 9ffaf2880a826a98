using Polymasq.Actors.Clustering;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering;

/// <summary>What can go wrong on the way to the modelled store goes wrong as it does on the way to a real one.</summary>
public class ModelStoreFaultTests
{
    private readonly StoreFixture _store = new();

    private StoreProbe Probe => _store.Probe;

    [Fact]
    public void A_refused_request_did_not_happen_and_says_so()
    {
        StoreReport.Failed failed = CommitWith(faults => faults.Refused = 1);
        Assert.False(failed.MayHaveHappened);
        Assert.Equal(1, _store.Server.Revision);
    }

    [Fact]
    public void A_lost_request_did_not_happen_but_nobody_knows()
    {
        StoreReport.Failed failed = CommitWith(faults => faults.RequestLost = 1);
        Assert.True(failed.MayHaveHappened);
        Assert.Equal(1, _store.Server.Revision);
    }

    [Fact]
    public void A_lost_answer_belongs_to_a_write_that_happened()
    {
        StoreReport.Failed failed = CommitWith(faults => faults.AnswerLost = 1);
        Assert.True(failed.MayHaveHappened);
        Assert.Equal(2, _store.Server.Revision);
    }

    [Fact]
    public void A_late_request_happens_after_it_was_given_up()
    {
        StoreReport.Failed failed = CommitWith(faults => faults.RequestLate = 1);
        Assert.True(failed.MayHaveHappened);
        Assert.Equal(1, _store.Server.Revision);
        _store.System.Advance(15);
        Assert.Equal(2, _store.Server.Revision);
    }

    [Fact]
    public void A_repeated_write_happens_once_and_its_refusal_shows_it()
    {
        ModelStoreClient client = _store.Client();
        client.Faults.Repeated = 1;
        client.Commit(1, StoreFixture.Put("a", "mine"), Probe);
        _store.System.Run();
        Assert.Equal("mine"u8.ToArray(), Assert.IsType<StoreReport.Refused>(Probe.Of(1)).Current[0].Value);
        Assert.Equal(2, _store.Server.Revision);
    }

    [Fact]
    public void Delays_are_kept_there_and_back()
    {
        ModelStoreClient client = _store.Client();
        client.Faults.RequestDelay = new TimeRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        client.Faults.AnswerDelay = new TimeRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        client.Commit(1, StoreFixture.Put("a", "1"), Probe);
        _store.System.Advance(0.099);
        Assert.Equal(1, _store.Server.Revision);
        _store.System.Advance(0.1);
        Assert.Equal((2, 0), (_store.Server.Revision, Probe.Reports.Count));
        _store.System.Advance(0.002);
        Assert.IsType<StoreReport.Committed>(Probe.Of(1));
    }

    [Fact]
    public void A_watch_loses_nothing_and_repeats_nothing_over_a_cut()
    {
        ModelStoreClient client = _store.Client();
        using IDisposable watch = client.Watch(1, "", 2, Probe);
        _store.Server.Put("a", "1"u8.ToArray());
        _store.System.Run();
        client.Cut(there: false, back: true);
        _store.Server.Put("a", "2"u8.ToArray());
        _store.System.Advance(5);
        Assert.Single(Probe.Changes);
        client.Cut(there: false, back: false);
        _store.System.Advance(5);
        Assert.Equal(["2 a=1", "3 a=2"], Probe.Changes);
    }

    [Fact]
    public void A_compaction_during_a_cut_ends_a_watch_that_has_missed_something()
    {
        ModelStoreClient client = _store.Client();
        using IDisposable watch = client.Watch(1, "", 2, Probe);
        client.Cut(there: true, back: true);
        for (int i = 0; i < 5; i++) _store.Server.Put("a", [1]);
        _store.Server.Compact(5);
        client.Cut(there: false, back: false);
        _store.System.Run();
        Assert.Equal(new StoreReport.Compacted(1, 5), Probe.Of(1));
    }

    [Fact]
    public void Health_follows_cut_and_quorum_a_moment_later_and_calls_fail_at_once_then()
    {
        ModelStoreClient client = _store.Client();
        using IDisposable following = client.FollowHealth(Probe);
        _store.Server.SetQuorum(false);
        _store.System.Advance(0.5);
        Assert.True(client.Health.CanCommit);
        _store.System.Advance(1);
        Assert.False(client.Health.CanCommit);
        client.Commit(1, StoreFixture.Put("a", "1"), Probe);
        _store.System.Run();
        Assert.False(Assert.IsType<StoreReport.Failed>(Probe.Of(1)).MayHaveHappened);
        _store.Server.SetQuorum(true);
        _store.System.Advance(2);
        Assert.Equal([true, false, true], Probe.Reports.OfType<StoreReport.HealthChanged>().Select(changed => changed.Health.CanCommit));
    }

    [Fact]
    public void A_write_that_waits_for_a_quorum_happens_when_there_is_one()
    {
        _store.Server.SetQuorum(false);
        _store.Client().Commit(1, StoreFixture.Put("a", "1"), Probe);
        _store.System.Advance(3);
        Assert.True(Assert.IsType<StoreReport.Failed>(Probe.Of(1)).MayHaveHappened);
        Assert.Equal(1, _store.Server.Revision);
        _store.Server.SetQuorum(true);
        Assert.Equal(2, _store.Server.Revision);
    }

    // Linearizable: a counter that everybody raises by compare and put is raised exactly once for each success, whatever is lost.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Increments_over_bad_links_are_never_lost_and_never_made_twice(int seed)
    {
        StoreFixture store = new(seed);
        Incrementer[] all = [.. Enumerable.Range(1, 4).Select(number => new Incrementer(store, number))];
        for (int round = 0; round < 200; round++)
        {
            foreach (Incrementer one in all) one.Try();
            store.System.Advance(0.7);
        }

        store.System.Advance(30);
        long counted = store.Server["counter"].Version;
        Assert.True(all.Sum(one => one.Refused) > 0);
        Assert.InRange(counted, all.Sum(one => one.Succeeded), all.Sum(one => one.Succeeded) + all.Sum(one => one.InDoubt));
        Assert.Equal(counted, store.Server.History.SelectMany(revision => revision.Entries).Count(entry => entry.Key == "counter"));
    }

    private StoreReport.Failed CommitWith(Action<StoreFaults> set)
    {
        ModelStoreClient client = _store.Client();
        set(client.Faults);
        client.Commit(1, StoreFixture.Put("a", "1"), Probe);
        _store.System.Advance(client.Faults.CallTimeout);
        return Assert.IsType<StoreReport.Failed>(Probe.Of(1));
    }

    private sealed class Incrementer : IStoreSink
    {
        private readonly ModelStoreClient _client;
        private long _ticket;
        private long _known;

        public Incrementer(StoreFixture store, int number)
        {
            _client = store.Client(number);
            _client.Faults.RequestDelay = _client.Faults.AnswerDelay = TimeRange.UpTo(TimeSpan.FromSeconds(0.5));
            (_client.Faults.RequestLost, _client.Faults.AnswerLost, _client.Faults.RequestLate) = (0.1, 0.1, 0.1);
        }

        public int Succeeded { get; private set; }

        public int InDoubt { get; private set; }

        public int Refused { get; private set; }

        public void Try() => _client.Commit(++_ticket, StoreFixture.Put("counter", "x", _known), this);

        public bool TryReport(StoreReport report)
        {
            switch (report)
            {
                case StoreReport.Committed committed: Succeeded++; _known = Math.Max(_known, committed.Revision); break;
                case StoreReport.Refused refused: Refused++; _known = Math.Max(_known, refused.Current[0].ModRevision); break;
                default: InDoubt++; break;
            }

            return true;
        }
    }
}

using System.Globalization;
using System.Text;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>Members die, stop and come back under a store that writes and one that watches.</summary>
public sealed class EtcdFailoverTests(ThreeMembers etcd, ITestOutputHelper output) : IClassFixture<ThreeMembers>
{
    private const int Puts = 60;
    private static readonly TimeSpan Retransmission = TimeSpan.FromSeconds(3); // of a DHCP client, the first; by the store's time, as all times here

    [Fact]
    public void A_killed_member_costs_nothing() => AssertNothingIsLost(etcd.Cluster.Kill, etcd.Cluster.Restart);

    [Fact]
    public void A_member_that_stopped_answering_costs_less_than_a_second_and_nothing_else() => AssertNothingIsLost(etcd.Cluster.Pause, etcd.Cluster.Resume);

    [Fact]
    public void Without_a_quorum_it_says_so_fails_soon_and_recovers_by_itself()
    {
        int leader = etcd.Cluster.WaitForLeader();
        int[] others = [(leader + 1) % 3, (leader + 2) % 3];
        using OpenStore store = new(etcd.Cluster.Settings(OpenStore.NewPrefix(), leader));
        long revision = store.MustPut("a", "1");

        foreach (int member in others) etcd.Cluster.Kill(member);
        (StoreHealth health, TimeSpan after) = store.Health.UntilHealth(false);
        output.WriteLine($"told after {after.TotalMilliseconds:F0} ms: {health.Reason}");
        Assert.Contains("no quorum", health.Reason, StringComparison.Ordinal);
        Assert.Contains("cluster.etcd.endpoints", health.Reason, StringComparison.Ordinal);
        long begin = StoreProbe.Time.GetTimestamp();
        Assert.IsType<StoreReport.Failed>(store.Put("a", "2", revision));
        Assert.True(StoreProbe.Time.GetElapsedTime(begin) < Retransmission);

        foreach (int member in others) etcd.Cluster.Restart(member);
        store.Health.UntilHealth(true);
        StoreEntry now = Assert.Single(store.Read()); // the failed one may have happened
        store.MustPut("a", "3", now.ModRevision);
        Assert.Single(store.Log.Lines, line => line.StartsWith("2501", StringComparison.Ordinal));
    }

    private void AssertNothingIsLost(Action<int> fail, Action<int> heal)
    {
        int victim = (etcd.Cluster.WaitForLeader() + 1) % 3; // an election takes as long as it takes
        using OpenStore store = new(etcd.Cluster.Settings(OpenStore.NewPrefix(), victim));
        using StoreProbe sink = new();
        (long revision, TimeSpan longest) = (0, TimeSpan.Zero);
        using IDisposable watch = store.Store.Watch(1, store.Prefix, 1, sink);
        try
        {
            for (int i = 0; i < Puts; i++)
            {
                if (i == Puts / 3) fail(victim);
                long begin = StoreProbe.Time.GetTimestamp();
                revision = RevisionOf(store.Put("a", i.ToString(CultureInfo.InvariantCulture), revision), i);
                if (StoreProbe.Time.GetElapsedTime(begin) > longest) longest = StoreProbe.Time.GetElapsedTime(begin);
            }
            output.WriteLine($"longest {longest.TotalMilliseconds:F0} ms");
            Assert.True(longest < Retransmission);
            Assert.Equal(Enumerable.Range(0, Puts).Select(i => $"{i}"), sink.Changes(Puts).Select(change => Encoding.ASCII.GetString(change.Value!)));
            Assert.True(sink.IsEmpty);
        }
        finally
        {
            heal(victim);
        }
    }

    /// <summary>Where an answer was lost, the second try is refused and shows what the first has written.</summary>
    private static long RevisionOf(StoreReport report, int expected)
    {
        if (report is StoreReport.Committed committed) return committed.Revision;
        StoreEntry own = Assert.Single(Assert.IsType<StoreReport.Refused>(report).Current);
        Assert.Equal($"{expected}", Encoding.ASCII.GetString(own.Value!));
        return own.ModRevision;
    }
}

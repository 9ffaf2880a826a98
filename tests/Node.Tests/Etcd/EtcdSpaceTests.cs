using System.Text.Json;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Tests.Etcd;

public sealed class EtcdSpaceTests
{
    [Fact]
    public void An_etcd_without_space_is_told_with_its_remedy_and_noticed_when_it_is_mended()
    {
        using EtcdCluster cluster = EtcdCluster.Start(1, null, "--quota-backend-bytes", "2000000");
        using OpenStore store = new(cluster.Settings(OpenStore.NewPrefix()));
        string large = new('x', 600_000);
        StoreReport report;
        do report = store.Put("a", large, RevisionIn(store));
        while (report is not StoreReport.Failed { Reason: { } reason } || !reason.Contains("space exceeded", StringComparison.Ordinal));

        Assert.True(Assert.IsType<StoreReport.Failed>(report).MayHaveHappened); // the write that finds the space used up may be made and refused
        store.Health.UntilReason("etcdctl alarm disarm");
        long revision = RevisionIn(store);
        cluster.Post("/v3/kv/compaction", $$"""{"revision":"{{revision}}","physical":true}""");
        cluster.Post("/v3/maintenance/defragment", "{}");
        using JsonDocument alarms = JsonDocument.Parse(cluster.Post("/v3/maintenance/alarm", """{"action":"GET"}"""));
        string? member = alarms.RootElement.GetProperty("alarms")[0].GetProperty("memberID").GetString();
        cluster.Post("/v3/maintenance/alarm", $$"""{"action":"DEACTIVATE","memberID":"{{member}}","alarm":"NOSPACE"}""");
        store.Health.UntilHealth(true);
        store.MustPut("a", "small", revision);
    }

    private static long RevisionIn(OpenStore store) => store.Read() is [StoreEntry entry] ? entry.ModRevision : 0;
}

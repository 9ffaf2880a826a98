using System.Text;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd;
using Polymasq.Node.Tests.Stores;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>A store with a prefix of its own, that can commit, and calls to it that wait for their report.</summary>
internal sealed class OpenStore : IDisposable
{
    private readonly StoreProbe _calls = new();
    private long _ticket;

    /// <param name="settings">Where.</param>
    /// <param name="waits">Until it can commit.</param>
    public OpenStore(EtcdSettings settings, bool waits = true)
    {
        Prefix = settings.Prefix;
        Store = EtcdStore.Open(settings, StoreProbe.Time, Log);
        Following = Store.FollowHealth(Health);
        if (waits) Health.UntilHealth(true);
    }

    public EtcdStore Store { get; }

    public RecordingLogger Log { get; } = new();

    public StoreProbe Health { get; } = new();

    public IDisposable Following { get; }

    public string Prefix { get; }

    public static string NewPrefix() => $"/polymasq/{Guid.NewGuid():N}/";

    /// <summary>Puts a value if the key was last changed at this revision.</summary>
    public StoreReport Put(string key, string value, long modRevision = 0, long lease = 0) =>
        Commit(new StoreTransaction([new StoreCompare(Prefix + key, modRevision)], [new StoreWrite(Prefix + key, Encoding.UTF8.GetBytes(value), lease)]));

    /// <summary>Puts a value and says at which revision. Where an answer is lost, the second try is refused and shows the first one's value.</summary>
    public long MustPut(string key, string value, long modRevision = 0, long lease = 0) => Put(key, value, modRevision, lease) switch
    {
        StoreReport.Committed committed => committed.Revision,
        StoreReport.Refused { Current: [{ Value: { } there } entry] } when Encoding.UTF8.GetString(there) == value => entry.ModRevision,
        StoreReport other => throw new InvalidOperationException($"the put of {key} ended as {other}"),
    };

    public StoreReport Commit(StoreTransaction transaction)
    {
        Store.Commit(++_ticket, transaction, _calls);
        return Answer();
    }

    public List<StoreEntry> Read(string below = "")
    {
        List<StoreEntry> entries = [];
        Store.Read(++_ticket, Prefix + below, _calls);
        StoreReport.Page page;
        do
        {
            page = Assert.IsType<StoreReport.Page>(Answer());
            entries.AddRange(page.Entries);
        }
        while (!page.IsLast);
        return entries;
    }

    public long Grant(TimeSpan time)
    {
        Store.Grant(++_ticket, time, _calls);
        return Assert.IsType<StoreReport.Granted>(Answer()).Lease;
    }

    public bool KeepAlive(long lease)
    {
        Store.KeepAlive(++_ticket, lease, _calls);
        return Assert.IsType<StoreReport.KeptAlive>(Answer()).IsAlive;
    }

    public void Revoke(long lease)
    {
        Store.Revoke(++_ticket, lease, _calls);
        Assert.IsType<StoreReport.Revoked>(Answer());
    }

    public void Dispose()
    {
        Store.Dispose();
        _calls.Dispose();
        Health.Dispose();
    }

    private StoreReport Answer()
    {
        StoreReport report = _calls.Next();
        Assert.Equal(_ticket, report.Ticket);
        return report;
    }
}

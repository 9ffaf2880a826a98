using System.Text;
using Polymasq.Actors.Clustering;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering;

/// <summary>Keeps what a store reports; may have no room for a while.</summary>
internal sealed class StoreProbe : IStoreSink
{
    public List<StoreReport> Reports { get; } = [];

    public bool IsFull { get; set; }

    public bool TryReport(StoreReport report)
    {
        if (!IsFull) Reports.Add(report);
        return !IsFull;
    }

    /// <summary>The one report of a call.</summary>
    public StoreReport Of(long ticket) => Assert.Single(Reports, report => report.Ticket == ticket);

    /// <summary>The keys and values that watches told, in order.</summary>
    public IEnumerable<string> Changes => Reports.OfType<StoreReport.Changed>().SelectMany(changed => changed.Entries)
        .Select(entry => $"{entry.ModRevision} {entry.Key}={(entry.Value is null ? "-" : Encoding.ASCII.GetString(entry.Value))}");
}

/// <summary>A store, and the writes that tests make.</summary>
internal sealed class StoreFixture
{
    public StoreFixture(int seed = 1)
    {
        System = new ManualSystem(seed);
        Server = new ModelStoreServer(System.Clock);
    }

    public ManualSystem System { get; }

    public ModelStoreServer Server { get; }

    public StoreProbe Probe { get; } = new();

    public ModelStoreClient Client(int number = 1) => new(Server, System, $"store-{number}", seed: number);

    /// <summary>Puts a value if the key is at that revision.</summary>
    public static StoreTransaction Put(string key, string value, long at = 0, long lease = 0) =>
        new([new StoreCompare(key, at)], [new StoreWrite(key, Encoding.ASCII.GetBytes(value), lease)]);

    /// <summary>Deletes whatever the key holds.</summary>
    public static StoreTransaction Delete(string key) => new([], [new StoreWrite(key, null)]);
}

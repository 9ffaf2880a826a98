using System.Text;
using Polymasq.Actors.Leases;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering.Journal;

/// <summary>What somebody did to the keys with the store's own tools.</summary>
public sealed class StrangeKeyTests
{
    private const string Key = "/polymasq/test/lease/0a090001";
    private readonly ManualSystem _system = new();
    private readonly ModelStoreServer _server;

    public StrangeKeyTests() => _server = new ModelStoreServer(_system.Clock);

    public static TheoryData<string> BadValues => new()
    {
        "",
        "not JSON",
        "null",
        "{}",
        "[1]",
        "{\"kind\":\"Sold\",\"address\":\"10.9.0.1\",\"version\":2,\"at\":\"2026-11-21T12:00:00+00:00\",\"gateway\":\"gw1\"}",
        "{\"kind\":77,\"address\":\"10.9.0.1\",\"version\":2,\"at\":\"2026-11-21T12:00:00+00:00\",\"gateway\":\"gw1\"}",
        "{\"kind\":\"Leased\",\"address\":\"10.9.0.2\",\"version\":2,\"at\":\"2026-11-21T12:00:00+00:00\",\"gateway\":\"gw1\"}",
        "{\"kind\":\"Leased\",\"address\":\"10.9.0.1\",\"version\":1,\"at\":\"2026-11-21T12:00:00+00:00\",\"gateway\":\"gw1\"}",
        "{\"kind\":\"Leased\",\"address\":\"10.9.0.1\",\"version\":2,\"at\":\"2026-11-21T12:00:00+00:00\",\"gateway\":\"\u00ff",
    };

    [Theory]
    [MemberData(nameof(BadValues))]
    public void A_value_that_cannot_be_read_is_quarantined_until_it_is_revoked(string value)
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        one.Commit("10.9.0.1", 1);
        _server.Put(Key, Encoding.Latin1.GetBytes(value));
        using JournalGateway late = new JournalGateway(_system, _server, "gw2").Start(); // by a read of the state
        foreach (JournalGateway gateway in new[] { one, late })
        {
            LeaseEvent newest = gateway.NewestOf("10.9.0.1")!;
            Assert.Equal((LeaseEventKind.Conflicted, 2L, DateTimeOffset.MaxValue), (newest.Kind, newest.Version, newest.Until));
            string line = Assert.Single(gateway.Log.Lines, line => line.StartsWith("1705", StringComparison.Ordinal));
            Assert.Contains(Key, line, StringComparison.Ordinal);
            Assert.Contains("polymasq lease revoke 10.9.0.1", line, StringComparison.Ordinal);
        }
        Assert.Equal(LeaseReportKind.Committed, one.Commit("10.9.0.2", 1).Kind);
        Assert.Equal(LeaseReportKind.Committed, late.Commit("10.9.0.1", 3).Kind);
        Assert.Equal((LeaseReportKind.Committed, 3L), (one.Reports[^1].Kind, one.Reports[^1].Event!.Version));
    }

    [Fact]
    public void A_gateway_that_meets_an_unreadable_value_in_a_conflict_quarantines_it()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Store.Faults.WatchDelay = new TimeRange(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9));
        _server.Put(Key, "?"u8.ToArray());
        LeaseReport report = gateway.Commit("10.9.0.1", 1);
        Assert.Equal((LeaseReportKind.Conflict, LeaseEventKind.Conflicted), (report.Kind, report.Event!.Kind));
        Assert.Equal(1, gateway.Journal.Status.Counters.Quarantined);
    }

    [Fact]
    public void A_key_that_names_no_address_is_mentioned_once_and_ignored()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        foreach (string key in new[] { "lease/note", "lease/note", "lease/0a09000", "lease/0a0900011" }) _server.Put("/polymasq/test/" + key, "x"u8.ToArray());
        Assert.Equal(LeaseReportKind.Committed, gateway.Commit("10.9.0.1", 1).Kind);
        Assert.Equal(3, gateway.Log.Count(1706));
    }

    [Fact]
    public void A_deleted_key_frees_its_address_and_versions_go_on()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        for (int version = 1; version <= 3; version++) one.Commit("10.9.0.1", version);
        _server.Put(Key, null);
        _system.Advance(0.1);
        foreach (JournalGateway gateway in new[] { one, two })
            Assert.Equal((LeaseEventKind.Revoked, 4L), (gateway.NewestOf("10.9.0.1")!.Kind, gateway.NewestOf("10.9.0.1")!.Version));
        two.Close();
        two.Open();
        two.Start();
        Assert.Equal(LeaseReportKind.Committed, two.Commit("10.9.0.1", 5).Kind);
        Assert.Equal(LeaseReportKind.Committed, one.Commit("10.9.0.1", 6).Kind);
        using JournalGateway late = new JournalGateway(_system, _server, "gw3").Start();
        Assert.Equal((LeaseEventKind.Renewed, 6L), (late.NewestOf("10.9.0.1")!.Kind, late.NewestOf("10.9.0.1")!.Version));
    }

    [Fact]
    public void A_key_that_began_anew_behind_our_back_ends_with_one_truth_for_all()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        for (int version = 1; version <= 5; version++) one.Commit("10.9.0.1", version);
        byte[] first = _server.History.SelectMany(revision => revision.Entries).First(entry => entry.Key == Key).Value!;
        _server.Put(Key, null);
        _server.Put(Key, first);
        _system.Advance(0.1);
        using JournalGateway late = new JournalGateway(_system, _server, "gw2").Start();
        Assert.Equal(LeaseReportKind.Committed, late.Commit("10.9.0.1", late.NewestOf("10.9.0.1")!.Version + 1, client: 9).Kind);
        Assert.Equal(late.NewestOf("10.9.0.1")!.Client, one.NewestOf("10.9.0.1")!.Client);
        Assert.Equal(LeaseReportKind.Committed, one.Commit("10.9.0.1", one.NewestOf("10.9.0.1")!.Version + 1).Kind);
        Assert.Equal(one.NewestOf("10.9.0.1")!.Client, late.NewestOf("10.9.0.1")!.Client);
    }
}

using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

public sealed class SqliteLeaseHistoryTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteLeaseJournal _journal;
    private readonly SqliteLeaseHistory _history;

    public SqliteLeaseHistoryTests()
    {
        _journal = SqliteLeaseJournalTests.Open(_folder);
        _history = new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(_folder.Path));
        RecordingSink sink = new();
        _journal.Start(sink);
        for (int client = 1; client <= 3; client++)
            for (long version = 1; version <= 4; version++)
                Assert.True(_journal.TryAppend(new LeaseAppend((client * 10) + version, LeaseEvents.Leased($"10.9.0.{client}", version, client))));
        _journal.Flush();
        sink.About(34);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    private string[] Read(LeaseHistoryQuery query) => [.. _history.Read(query).Select(e => $"{e.Address} v{e.Version}")];

    [Fact]
    public void All_events_of_an_address_oldest_first() =>
        Assert.Equal(["10.9.0.2 v1", "10.9.0.2 v2", "10.9.0.2 v3", "10.9.0.2 v4"], Read(new LeaseHistoryQuery { Address = Ipv4Address.Parse("10.9.0.2"), Limit = 10 }));

    [Fact]
    public void The_limit_keeps_the_newest() =>
        Assert.Equal(["10.9.0.3 v3", "10.9.0.3 v4"], Read(new LeaseHistoryQuery { Limit = 2 }));

    [Fact]
    public void By_client_and_by_hardware_address()
    {
        Assert.Equal(4, Read(new LeaseHistoryQuery { Client = LeaseEvents.Client(1), Limit = 10 }).Length);
        Assert.Equal(4, Read(new LeaseHistoryQuery { Chaddr = LeaseEvents.Chaddr(3), Limit = 10 }).Length);
        Assert.Empty(Read(new LeaseHistoryQuery { Client = LeaseEvents.Client(9), Limit = 10 }));
    }

    [Fact]
    public void From_a_time_to_before_another()
    {
        LeaseHistoryQuery query = new() { Address = Ipv4Address.Parse("10.9.0.1"), From = LeaseEvents.Start.AddSeconds(2), To = LeaseEvents.Start.AddSeconds(4), Limit = 10 };
        Assert.Equal(["10.9.0.1 v2", "10.9.0.1 v3"], Read(query));
    }

    [Fact]
    public void A_file_that_is_gone_is_a_failure_and_no_empty_history() =>
        Assert.Throws<IOException>(() => new SqliteLeaseHistory(_folder.File("none.db")).Read(new LeaseHistoryQuery { Limit = 1 }));
}

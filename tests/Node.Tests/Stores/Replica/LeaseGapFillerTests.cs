using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Tests.Stores.Replica;

/// <summary>Gateways with real audits; only the way between them is not a network.</summary>
public sealed class LeaseGapFillerTests : IDisposable
{
    private const string Address = "10.9.0.1";
    private readonly RecordingLogger _logger = new();
    private readonly StoreFolder _ownFolder = new();
    private readonly StoreFolder[] _peerFolders = [new StoreFolder(), new StoreFolder()];
    private readonly AuditCarrier _carrier = new();
    private readonly SqliteLeaseReplica _own;

    public LeaseGapFillerTests()
    {
        _own = SqliteLeaseReplicaTests.Open(_ownFolder);
        CopySink.Load(_own);
    }

    public void Dispose()
    {
        _own.Dispose();
        _ownFolder.Dispose();
        foreach (StoreFolder folder in _peerFolders) folder.Dispose();
    }

    private static LeaseReplicaBatch Versions(int first, int last) => SqliteLeaseReplicaTests.Stream(
        last, [.. Enumerable.Range(first, last - first + 1).Select(version => SqliteLeaseReplicaTests.Event(version, Address, version))]);

    private void Peer(int number, params LeaseReplicaBatch[] batches)
    {
        using (SqliteLeaseReplica peer = SqliteLeaseReplicaTests.Open(_peerFolders[number]))
        {
            CopySink.Load(peer);
            foreach (LeaseReplicaBatch batch in batches) Assert.True(peer.TryAppend(batch));
        }
        _carrier.Audits[AuditCarrier.AddressOf(number)] = new SqliteAuditSource(SqliteLeaseJournal.PathIn(_peerFolders[number].Path));
    }

    private async Task Fill(int peers)
    {
        ClusterMember[] members = [.. Enumerable.Range(0, peers).Select(AuditCarrier.Member)];
        PublishedClusterView view = new(new ClusterView("own", [.. members], [], DhcpDuty.All));
        await new LeaseGapFiller(_own, _carrier, view, TimeProvider.System, _logger).FillAsync(TestContext.Current.CancellationToken);
    }

    private long[] History() => [.. new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(_ownFolder.Path))
        .Read(new LeaseHistoryQuery { Address = Ipv4Address.Parse(Address), Limit = int.MaxValue }).Select(e => e.Version)];

    private void JumpTo(int version)
    {
        Assert.True(_own.TryAppend(SqliteLeaseReplicaTests.State(version, SqliteLeaseReplicaTests.Event(version, Address, version))));
        Assert.NotEmpty(CopySink.Load(_own).Events);
    }

    [Fact]
    public async Task A_gap_of_many_pages_is_filled()
    {
        Peer(0, Versions(1, 1000));
        JumpTo(900);
        await Fill(peers: 1);
        Assert.Equal(Enumerable.Range(1, 900).Select(i => (long)i), History());
        Assert.Empty(_own.Gaps.All);
        Assert.True(_carrier.Questions > 4, "one page");
        Assert.StartsWith("2123:", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_peer_lacks_another_may_have()
    {
        Peer(0, Versions(1, 20), SqliteLeaseReplicaTests.State(40, SqliteLeaseReplicaTests.Event(40, Address, 40)), Versions(41, 60));
        Peer(1, Versions(1, 50));
        JumpTo(60);
        await Fill(peers: 2);
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), History());
        Assert.Empty(_own.Gaps.All);
    }

    [Fact]
    public async Task What_no_peer_has_is_given_up_and_counted()
    {
        Peer(0, Versions(1, 20), SqliteLeaseReplicaTests.State(40, SqliteLeaseReplicaTests.Event(40, Address, 40)), Versions(41, 60));
        JumpTo(60);
        await Fill(peers: 1);
        Assert.Empty(_own.Gaps.All);
        Assert.Contains(_logger.Lines, line => line.StartsWith("2124: The history lacks 19 events of 1 addresses after revision 0 up to 60", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_may_have_it()
    {
        JumpTo(60);
        await Fill(peers: 1);
        Assert.Equal([new LeaseGap(0, 60, IsHole: false)], _own.Gaps.All);
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_peer_that_answers_nonsense_is_named_and_harms_nothing()
    {
        _carrier.Garbage = "{\"revision\":7,\"kind\":\"Lent\"}";
        JumpTo(60);
        await Fill(peers: 1);
        Assert.Equal([new LeaseGap(0, 60, IsHole: false)], _own.Gaps.All);
        Assert.StartsWith("2125:", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }
}

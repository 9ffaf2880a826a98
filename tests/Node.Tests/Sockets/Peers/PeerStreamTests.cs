using System.Net;
using System.Text;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Peers;
using Polymasq.Node.Sockets.Peers;

namespace Polymasq.Node.Tests.Sockets.Peers;

public sealed class PeerStreamTests : IDisposable
{
    private readonly ResolverCluster _cluster = new(gateways: 1);
    private readonly PeerStreamClient _client = new(ResolverCluster.Settings, TimeProvider.System, TimeProvider.System);

    private IPEndPoint Address => _cluster[0].Cluster!.Local!;

    [Fact]
    public async Task A_piece_of_the_audit_comes_whole_and_in_order()
    {
        Audit audit = new([.. Enumerable.Range(0, 200).Select(static i => Encoding.UTF8.GetBytes($"{{\"n\":{i},\"padding\":\"{new string('x', 250)}\"}}"))]);
        _cluster[0].Cluster!.Audit = audit;
        IReadOnlyList<byte[]>? records = await _client.AskAsync(Address, "17.90.0.audit.polymasq", TestContext.Current.CancellationToken);
        Assert.Equal("17.90.0.audit.polymasq", audit.Asked);
        Assert.Equal(audit.Records, records);
    }

    [Fact]
    public async Task What_does_not_fit_into_one_message_is_left_for_the_next()
    {
        _cluster[0].Cluster!.Audit = new Audit([.. Enumerable.Repeat(new byte[1000], 100)]);
        IReadOnlyList<byte[]>? records = await _client.AskAsync(Address, "17.90.0.audit.polymasq", TestContext.Current.CancellationToken);
        Assert.InRange(records!.Count, 60, 65);
    }

    [Fact]
    public async Task A_gateway_that_has_no_audit_or_does_not_know_the_name_says_so()
    {
        Assert.Null(await _client.AskAsync(Address, "17.90.0.audit.polymasq", TestContext.Current.CancellationToken));
        _cluster[0].Cluster!.Audit = new Audit(null);
        Assert.Null(await _client.AskAsync(Address, "nonsense.audit.polymasq", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_key_opens_nothing()
    {
        Audit audit = new([[1]]);
        _cluster[0].Cluster!.Audit = audit;
        PeerStreamClient stranger = new(PeerSettings.From("another secret altogether"u8, TimeSpan.Zero), TimeProvider.System, TimeProvider.System);
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stranger.AskAsync(Address, "17.90.0.audit.polymasq", soon.Token));
        Assert.Null(audit.Asked);
    }

    [Fact]
    public async Task A_gateway_that_is_gone_has_no_answer()
    {
        IPEndPoint address = Address;
        _cluster[0].Cluster!.Dispose();
        Assert.Null(await _client.AskAsync(address, "17.90.0.audit.polymasq", TestContext.Current.CancellationToken));
    }

    public void Dispose() => _cluster.Dispose();

    private sealed class Audit(byte[][]? records) : IAuditSource
    {
        public byte[][]? Records => records;

        public string? Asked { get; private set; }

        public IReadOnlyList<ReadOnlyMemory<byte>>? Read(string name)
        {
            Asked = name;
            return records is null ? null : [.. records.Select(static record => new ReadOnlyMemory<byte>(record))];
        }
    }
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Clustering.Journal;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Peers;
using Polymasq.Node.Configuration;
using Polymasq.Node.Control;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Etcd;
using Polymasq.Node.Sockets.Peers;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Hosting;

/// <summary>The cluster put together, for cluster.engine = etcd: the store, this gateway's copy of the leases, and its membership.</summary>
internal sealed class ClusterPart : IDisposable
{
    private const int Mailbox = 4096;
    private const int IdentityDigits = 32;
    private static readonly TimeSpan WithdrawTime = TimeSpan.FromMilliseconds(250); // of the two seconds that a stop may take

    private readonly NodeSettings _settings;
    private readonly ActorSystem _system;
    private readonly TimeProvider _protocol;
    private readonly ILoggerFactory _logs;
    private readonly SqliteLeaseReplica _replica;
    private readonly EtcdStore _store;
    private readonly PublishedClusterView _view;
    private volatile ReplicatedLeaseJournal? _journal;
    private AuditExchange? _exchange;
    private volatile IActorRef<ClusterMessage>? _actor;

    /// <exception cref="StoreRefusedException">The data directory or the database in it cannot be used.</exception>
    public ClusterPart(NodeSettings settings, ActorSystem system, TimeProvider protocol, ILoggerFactory logs)
    {
        (_settings, _system, _protocol, _logs) = (settings, system, protocol, logs);
        SqliteLeaseJournalSettings copy = new()
        {
            Directory = settings.DataDirectory, Cluster = settings.ClusterName, QueueMax = LeaseStorage.QueueMax, HistoryTime = settings.History,
        };
        _replica = SqliteLeaseReplica.Open(copy, protocol, logs.CreateLogger("Polymasq.Stores"));
        _store = EtcdStore.Open(settings.Etcd!, TimeProvider.System, logs.CreateLogger("Polymasq.Etcd"));
        _view = new PublishedClusterView(ClusterView.Alone(settings.Name) with { Duty = DhcpDuty.RenewalsOnly });
    }

    /// <summary>Who is a member. Nobody but us until <see cref="Join"/>.</summary>
    public IClusterView View => _view;

    public ClusterFeed Feed { get; } = new();

    /// <summary>Owns membership. There from <see cref="Join"/> on.</summary>
    public IActorRef<ClusterMessage> Actor => _actor ?? throw new InvalidOperationException("the gateway has not joined yet");

    /// <summary>Where this gateway's leases go. To be asked for once, when DHCP starts; who gets it disposes of the journal before this part.</summary>
    public LeaseStorage Leases()
    {
        LeaseJournalSettings settings = new()
        {
            Cluster = _settings.Cluster, QueueMax = LeaseStorage.QueueMax, NewIdentity = RandomNumberGenerator.GetHexString(IdentityDigits, lowercase: true),
        };
        _journal = ReplicatedLeaseJournal.Open(_system, settings, _store, _replica, _protocol, _logs.CreateLogger("Polymasq.Clustering"));
        return new LeaseStorage(_journal, new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(_settings.DataDirectory)), _view, () => _actor?.Tell(new ClusterMessage.FactsChanged()));
    }

    /// <summary>Exchanges the leases' history with other gateways at cluster.address.</summary>
    public void Share(ClusterSockets address, PeerSettings peers) => _exchange = new AuditExchange(
        address, peers, _replica, _settings.DataDirectory, _view, _protocol, _logs.CreateLogger("Polymasq.Stores"));

    /// <summary>Becomes a member. To be called when the parts that the facts ask are there.</summary>
    public void Join(IGatewayFacts facts)
    {
        GatewayIdentity identity = new(_replica.Instance, OwnGateway.Version, OwnGateway.StartedAt);
        ClusterTenure tenure = new();
        ILogger log = _logs.CreateLogger("Polymasq.Clustering");
        Props<ClusterMessage> props = new(() => ClusterMembership.Actor(_settings.Cluster, identity, _store, facts, _view, tenure, Feed, _protocol, log), Mailbox);
        _actor = _system.Spawn(props, "cluster");
    }

    /// <summary>Gives membership up, so that the others do not wait for us. Ends in time whatever the store does.</summary>
    public async Task WithdrawAsync()
    {
        try
        {
            await Actor.Ask((ReplyTo<ClusterReply> reply) => new ClusterMessage.Withdraw(reply), WithdrawTime, TimeProvider.System).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            // Our lease ends by itself, a little later.
        }
    }

    /// <summary>How membership stands.</summary>
    public Task<ClusterStatus> StatusAsync(TimeSpan patience) =>
        Actor.Ask((ReplyTo<ClusterStatus> reply) => new ClusterMessage.Show(reply), patience, TimeProvider.System);

    /// <summary>How far this gateway follows the leases; null while DHCP is not served.</summary>
    public LeaseStreamInfo? DescribeLeases() => _journal?.Status is { } status
        ? new LeaseStreamInfo(status.Revision, status.Position, status.IsCurrent, status.Reason, _replica.Gaps.All.Count)
        : null;

    /// <summary>To be called when the actors have ended and the journal is disposed of.</summary>
    public void Dispose()
    {
        _store.Dispose();
        _exchange?.Dispose();
        _replica.Dispose();
    }
}

using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;
using Polymasq.TestKit.Leases;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>Gateways on one link and one store: gw1 is 10.9.0.1 and so on. What clients broadcast reaches all that live.</summary>
internal sealed class DhcpCluster
{
    public static readonly TimeSpan ClockBound = TimeSpan.FromMinutes(5);

    private readonly Gateway[] _gateways;

    /// <param name="count">Gateways.</param>
    /// <param name="settings">Of all of them.</param>
    /// <param name="skew">Seconds that each one's clock is ahead.</param>
    public DhcpCluster(int count = 3, Dhcp4Settings? settings = null, params int[] skew)
    {
        ImmutableArray<ClusterMember> members = [.. Enumerable.Range(1, count).Select(Member)];
        _gateways = [.. Enumerable.Range(1, count).Select(number => new Gateway(
            this, number, settings ?? Lan.Settings(), new ClusterView($"gw{number}", members, [], DhcpDuty.All), skew.ElementAtOrDefault(number - 1)))];
    }

    public ManualSystem System { get; } = new();

    public MemoryLeaseStore Store { get; } = new();

    public Gateway this[int number] => _gateways[number - 1];

    /// <summary>Sends to all that live; the answers, with the number of who gave them.</summary>
    public List<(int Gateway, SentMessage Message)> Broadcast(Dhcp4Bytes message)
    {
        foreach (Gateway gateway in _gateways.Where(gateway => gateway.IsAlive)) gateway.Send(message);
        Run();
        return TakeAnswers();
    }

    /// <summary>DISCOVER; the offers by their gateways.</summary>
    public Dictionary<int, SentMessage> Discover(int client) => Broadcast(Lan.Message(MessageType.Discover, client)).ToDictionary(answer => answer.Gateway, answer => answer.Message);

    /// <summary>DISCOVER and the choice of one gateway's offer; the address.</summary>
    public string Lease(int client, int gateway = 1)
    {
        (int _, SentMessage ack) = Assert.Single(Broadcast(DhcpFixture.Selecting(Discover(client)[gateway], client)));
        Assert.Equal(MessageType.Ack, ack.Type);
        return ack.Yiaddr;
    }

    /// <summary>The membership ends, as all others know it at once.</summary>
    public void Depart(int number) => Change(view => view with
    {
        Members = [.. view.Members.Where(member => member.Name != $"gw{number}")],
        Departed = [.. view.Departed, .. view.Members.Where(member => member.Name == $"gw{number}")],
    });

    public void Drain(int number)
    {
        Change(view => view with { Members = [.. view.Members.Select(member => member.Name == $"gw{number}" ? member with { State = MemberState.Draining } : member)] });
        this[number].Cluster.Current = this[number].Cluster.Current with { Duty = DhcpDuty.RenewalsOnly };
    }

    public void Advance(double seconds)
    {
        System.Advance(seconds);
        Run();
    }

    public void Run()
    {
        do
        {
            System.Run();
            foreach (Gateway gateway in _gateways.Where(gateway => gateway.IsAlive)) gateway.Journal.CommitAll();
            System.Run();
        }
        while (_gateways.Any(gateway => gateway.IsAlive && gateway.Journal.Queued > 0));
    }

    private void Change(Func<ClusterView, ClusterView> change)
    {
        foreach (Gateway gateway in _gateways) gateway.Cluster.Current = change(gateway.Cluster.Current);
    }

    private List<(int Gateway, SentMessage Message)> TakeAnswers()
    {
        List<(int, SentMessage)> answers = [];
        foreach (Gateway gateway in _gateways)
        {
            answers.AddRange(gateway.Port.Sent.Select(sent => (gateway.Number, sent)));
            gateway.Port.Sent.Clear();
        }

        return answers;
    }

    private static ClusterMember Member(int number) => new()
    {
        Name = $"gw{number}",
        Instance = $"instance{number}",
        Version = "1",
        StartedAt = default,
        At = default,
        State = MemberState.Up,
        ServerIdentifiers = [Ipv4Address.Parse($"10.9.0.{number}")],
    };

    internal sealed class Gateway
    {
        private readonly PacketPool _pool = new(packetsMax: 64, bytesEach: 2048);
        private readonly IActorRef<Dhcp4ListenerMessage> _listener;

        public Gateway(DhcpCluster cluster, int number, Dhcp4Settings settings, ClusterView view, int skew)
        {
            Number = number;
            Cluster = new PublishedClusterView(view);
            Journal = new MemoryLeaseJournal(cluster.Store);
            Dhcp4Plan plan = new(settings, []);
            LeaseSettings leases = Leases.Net.Settings([.. plan.Pools]) with { Gateway = view.Own, ReuseDelay = ClockBound };
            SkewedClock clock = new(cluster.System.Clock, TimeSpan.FromSeconds(skew));
            IActorRef<LeaseLedgerMessage> ledger = cluster.System.Spawn(
                () => new LeaseLedgerActor(leases, Journal, [], clock, NullLogger.Instance, Cluster), $"leases-{number}");
            _listener = cluster.System.Spawn(
                () => new Dhcp4ListenerActor(plan, Lan.Interface($"10.9.0.{number}"), Port, new ScriptedProbe(), ledger, Cluster, Counters, NullLogger.Instance),
                $"lan0-{number}", mailbox: 4096);
        }

        public int Number { get; }
        public PublishedClusterView Cluster { get; }
        public MemoryLeaseJournal Journal { get; }
        public RecordingPort Port { get; } = new();
        public Dhcp4Counters Counters { get; } = new();

        /// <summary>A dead one hears nothing and commits nothing.</summary>
        public bool IsAlive { get; set; } = true;

        public void Send(Dhcp4Bytes message, string destination = "255.255.255.255", string source = "0.0.0.0")
        {
            byte[] bytes = message.ToArray();
            Packet packet = _pool.TryRent()!;
            packet.Length = bytes.Length;
            bytes.CopyTo(packet.Buffer, 0);
            _listener.Tell(Dhcp4ListenerMessage.Received(packet, Ipv4Address.Parse(source), Ipv4Address.Parse(destination)));
        }
    }

    private sealed class SkewedClock(TimeProvider clock, TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + ahead;
    }
}

using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering;

/// <summary>One gateway's membership on a model store: what it says of itself is for the test to set, what it tells for the test to read.</summary>
internal sealed class TestGateway : IGatewayFacts, IClusterEvents, ILogger
{
    private readonly ManualSystem _system;
    private readonly PublishedClusterView _view;

    public TestGateway(ManualSystem system, ModelStoreServer server, string name, string? instance = null, string secret = "a secret of the lab")
    {
        _system = system;
        Clock = new SkewedClock(system.Clock);
        Store = new ModelStoreClient(server, system, $"store-{name}-{system.Clock.Elapsed.Ticks}");
        Settings = new ClusterSettings
        {
            Name = "lab",
            Gateway = name,
            Address = new IPEndPoint(IPAddress.Loopback, 5300 + name[^1] - '0'),
            Secret = [.. System.Text.Encoding.ASCII.GetBytes(secret)],
            TimeToLive = TimeSpan.FromSeconds(3),
            ClockBound = TimeSpan.FromMinutes(5),
        };
        _view = new PublishedClusterView(ClusterView.Alone(name));
        GatewayIdentity identity = new(instance ?? $"instance of {name}", "1.2.3", system.Clock.GetUtcNow());
        Actor = system.Spawn(() => new ClusterActor(Settings, identity, Store, this, _view, Tenure, this, Clock, this), $"cluster-{name}-{system.Clock.Elapsed.Ticks}");
    }

    public ClusterSettings Settings { get; }

    public SkewedClock Clock { get; }

    public ModelStoreClient Store { get; }

    public ClusterTenure Tenure { get; } = new();

    public IActorRef<ClusterMessage> Actor { get; }

    public ClusterView View => _view.Current;

    public DhcpDuty Duty => View.Duty;

    public string Members => string.Join(' ', View.Members.Select(static member => member.Name));

    public string Departed => string.Join(' ', View.Departed.Select(static member => member.Name));

    public GatewayFacts Facts { get; set; } = new() { IsCaughtUp = true, ServerIdentifiers = [new Ipv4Address(0x0A090001)], Pools = Pools("10.9.0.100-10.9.0.200") };

    public List<string> Hints { get; } = [];

    public List<ClusterEvent> Events { get; } = [];

    /// <summary>As "event id: text".</summary>
    public List<string> Lines { get; } = [];

    public ClusterStatus Status => _system.Ask<ClusterMessage, ClusterStatus>(Actor, static reply => new ClusterMessage.Show(reply));

    public static ImmutableSortedDictionary<string, string> Pools(string range) =>
        ImmutableSortedDictionary<string, string>.Empty.Add("subnets.10.9.0.0/24.lease-time", "12h").Add("subnets.10.9.0.0/24.range", range);

    /// <summary>Gives a command and lets time pass until it is answered.</summary>
    public ClusterReply Command(Func<ReplyTo<ClusterReply>, ClusterMessage> command)
    {
        Task<ClusterReply> answer = Actor.Ask(command, TimeSpan.FromSeconds(10), _system.Clock);
        for (int i = 0; i < 40 && !answer.IsCompleted; i++) _system.Advance(0.1);
        Assert.True(answer.Wait(TimeSpan.FromMinutes(1)));
        return answer.Result;
    }

    /// <summary>As kill -9 does: it says no word to anybody.</summary>
    public void Kill()
    {
        Store.Dispose();
        Actor.Stop();
        _system.Run();
    }

    GatewayFacts IGatewayFacts.Read() => Facts;

    void IGatewayFacts.HintUpstreamDown(string server) => Hints.Add(server);

    void IClusterEvents.Happened(ClusterEvent what) => Events.Add(what);

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{eventId.Id}: {formatter(state, exception)}");
}

/// <summary>A clock that is off; its timers are those of the other.</summary>
internal sealed class SkewedClock(ManualClock clock) : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Ahead;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();
}

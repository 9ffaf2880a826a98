using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>What came of a run.</summary>
internal sealed record SimulationResult(int Seed, IReadOnlyList<Violation> Violations, Trace Trace, SimulationCounts Counts);

/// <summary>One run: a store, gateways, clients and what goes wrong between them, on one thread and one clock.</summary>
internal sealed class SimulationRun
{
    /// <summary>Long enough for the longest lease that nobody uses to end, with all that is waited for besides.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(Site.LeaseSeconds) + Site.ClockBound + Site.Quarantine + TimeSpan.FromSeconds(80);

    /// <summary>In which a gateway must have found that the store is out of reach.</summary>
    private static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(6);

    private readonly FaultPlan _plan;
    private readonly FaultInjector _faults;
    private readonly List<ClientReply> _inspection = [];
    private bool _isQuiet;

    public SimulationRun(int seed, Sabotage? sabotage = null)
    {
        Sabotage = sabotage ?? Sabotage.None;
        _plan = new FaultPlan(seed);
        System = new ManualSystem(seed);
        Store = new ModelStoreServer(System.Clock);
        Network = new SimulatedNetwork(System.Clock, seed);
        History = new StoreHistory(Store, $"{Site.ClusterOf(1).Prefix}lease/");
        Checker = new Checker(History);
        Gateways = [.. Enumerable.Range(1, _plan.Gateways).Select(number => new SimulatedGateway(this, number, seed + number))];
        Clients = [.. Enumerable.Range(1, _plan.Clients + _plan.Visitors).Select(number => new SimulatedClient(this, number, seed + (100 * number)))];
        for (int i = 0; i < Gateways.Count; i++) Gateways[i].Clock.Skew = _plan.Skews[i];
        _faults = new FaultInjector(this, _plan);
    }

    public Sabotage Sabotage { get; }

    public ManualSystem System { get; }

    public ModelStoreServer Store { get; }

    public SimulatedNetwork Network { get; }

    public StoreHistory History { get; }

    public Checker Checker { get; }

    public SimulationCounts Counts { get; } = new();

    public Trace Lines { get; } = new();

    public IReadOnlyList<SimulatedGateway> Gateways { get; }

    public IReadOnlyList<SimulatedClient> Clients { get; }

    /// <summary>The clients that stay to the end.</summary>
    public IEnumerable<SimulatedClient> Residents => Clients.Take(_plan.Clients);

    public TimeSpan Now => System.Clock.Elapsed;

    public SimulationResult Run()
    {
        Trace($"{_plan}, clocks off by {string.Join(", ", _plan.Skews.Select(skew => $"{skew.TotalSeconds} s"))}");
        foreach (SimulatedGateway gateway in Gateways) gateway.Start();
        System.Advance(2);
        foreach (SimulatedClient client in Residents) client.Start();
        _faults.Begin();
        System.Advance(_plan.Chaos);
        _faults.HealAll();
        System.Advance(Recovery);
        new Aftermath(this).Check();
        foreach (SimulatedGateway gateway in Gateways) gateway.Dispose();
        return new SimulationResult(_plan.Seed, Checker.Violations, Lines, Counts);
    }

    public void Trace(string what) => Lines.Add(Now, what);

    /// <summary>Traces and counts by the last word.</summary>
    public void Note(string what)
    {
        Trace(what);
        Counts.Add(what[(what.LastIndexOf(' ') + 1)..]);
    }

    /// <summary>A client sends.</summary>
    public void Send(SimulatedClient client, Dhcp4Bytes message, Ipv4Address source, Ipv4Address destination, Ipv4Address withServer = default)
    {
        if (!withServer.IsNone) message = message.With(OptionCode.ServerIdentifier, withServer.ToString());
        Trace($"client {client.Number} {client.State} sends {(MessageType)message.Options[2]} to {destination} {(withServer.IsNone ? "" : $"for {withServer}")}");
        Carry(message.ToArray(), source, destination);
    }

    public void SentByGateway(SimulatedGateway gateway, byte[] message)
    {
        bool isCut = gateway.CutSince is not null;
        Sabotage.Tamper(message, isCut);
        ClientReply reply = ClientReply.Read(message, gateway.Number, Store.Revision);
        Trace($"{gateway.Name} sends {reply}");
        Count(gateway, reply);
        if (reply.Type == MessageType.Offer) Checker.Offered(KeyOf(reply.Chaddr), reply, Now, IsLongCut(gateway));
        if (_isQuiet) _inspection.Add(reply);
        if (Clients.FirstOrDefault(client => client.Chaddr == reply.Chaddr) is { } receiver)
            Network.FromGateway(gateway.Number, () => receiver.Receive(reply));
    }

    public void Accepted(SimulatedClient client, ClientReply ack, TimeSpan askedAt, ClientState state)
    {
        SimulatedGateway gateway = Gateways[ack.Gateway - 1];
        Note($"client {client.Number} has {ack.Address} until {client.Until.TotalSeconds:f3} after {state}");
        Checker.Acked(KeyOf(client.Chaddr), ack, askedAt, Now, System.Clock.Start + askedAt + gateway.Clock.Skew);
        if (_plan.OnlyDeaths && state == ClientState.Requesting && client.LastWait > TimeSpan.FromSeconds(5.1))
            Checker.Fail(Invariant.DeathCostsOneRetransmission, Now, $"client {client.Number} waited {client.LastWait.TotalSeconds:f3} s");
    }

    public void Ended(SimulatedClient client, Ipv4Address address)
    {
        Trace($"client {client.Number} gives up {address}");
        Checker.Ended(KeyOf(client.Chaddr), address.ToString(), Now);
    }

    /// <summary>What all gateways answer to somebody new, now that nothing disturbs them.</summary>
    public IReadOnlyList<ClientReply> Inspect(int stranger)
    {
        _isQuiet = true;
        _inspection.Clear();
        Carry((Dhcp4Bytes.Of(MessageType.Discover) with { Mac = $"02:00:00:00:ff:{stranger:x2}", Xid = (uint)stranger }).ToArray(), default, Ipv4Address.Broadcast);
        System.Advance(1);
        _isQuiet = false;
        return [.. _inspection.Where(reply => reply.Chaddr == $"02:00:00:00:ff:{stranger:x2}")];
    }

    // The client identifier that stands for a hardware address begins with its type (RFC 2131 §4.2).
    public static string KeyOf(string chaddr) => $"01:{chaddr}";

    // One that has just woken up cannot know it yet.
    private bool IsLongCut(SimulatedGateway gateway) =>
        gateway.CutSince is { } since && Now - since > NoticeTime && Now - gateway.AwakeSince > NoticeTime;

    private void Carry(byte[] message, Ipv4Address source, Ipv4Address destination)
    {
        foreach (SimulatedGateway gateway in Gateways)
        {
            bool isFor = destination == Ipv4Address.Broadcast || destination == Site.AddressOf(gateway.Number);
            if (isFor) Network.ToGateway(gateway.Number, () => gateway.Receive(message, source, destination));
        }
    }

    private void Count(SimulatedGateway gateway, ClientReply reply)
    {
        Counts.Add($"{reply.Type}s");
        if (reply.Type != MessageType.Ack) return;
        if (reply.Server != Site.AddressOf(gateway.Number)) Counts.Add("stand-in ACKs");
        if (gateway.CutSince is not null && reply.LeaseSeconds < Site.LeaseSeconds) Counts.Add("degraded ACKs");
    }
}

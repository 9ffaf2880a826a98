using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>
/// Answers the DHCPv4 clients of one interface: reads what they send, has the ledger decide, sends what it decided. A client
/// that waits for the conflict probe of its address, or for the disk, keeps nobody else waiting.
/// </summary>
/// <param name="plan">What is served; <see cref="Dhcp4ListenerMessage.Configure"/> replaces it.</param>
/// <param name="interface">Where; <see cref="Dhcp4ListenerMessage.InterfaceChanged"/> replaces it.</param>
/// <param name="port">The interface's sockets.</param>
/// <param name="probe">Asks the network about addresses.</param>
/// <param name="ledger">Owns the leases.</param>
/// <param name="cluster">Who else serves these clients; looked at once for each message.</param>
/// <param name="counters">The interface's counters.</param>
/// <param name="log">For events 1600 to 1699.</param>
public sealed class Dhcp4ListenerActor(
    Dhcp4Plan plan, InterfaceInfo @interface, IDhcp4Port port, IConflictProbe probe, IActorRef<LeaseLedgerMessage> ledger,
    IClusterView cluster, Dhcp4Counters counters, ILogger log) : Actor<Dhcp4ListenerMessage>
{
    /// <summary>A client asks again after 4 s, and after 8 s more (RFC 2131 §4.1): what took longer is of no use to it.</summary>
    private static readonly TimeSpan ExchangeLifetime = TimeSpan.FromSeconds(10);

    /// <summary>Addresses in conflict that one DHCPDISCOVER may run into; its next one goes on from there.</summary>
    private const int ConflictsMax = 4;

    /// <summary>Room for options that came in pieces (RFC 3396): as much as any message that comes unfragmented.</summary>
    internal const int ScratchBytes = 4096;

    /// <summary>Probes that are due this close together are ended together.</summary>
    private static readonly TimeSpan TimerStepMin = TimeSpan.FromMilliseconds(1);

    private readonly Dhcp4Responder _responder = new(port, counters, log);
    private readonly ConflictProbes _probes = new(probe, counters);
    private readonly byte[] _scratch = new byte[ScratchBytes];
    private Dhcp4Link _link = new(plan, @interface);
    private ClientTurns _turns = null!;
    private ExchangeTable _exchanges = null!;
    private LedgerReplies _replies = null!;
    private bool _isTimerSet;

    protected override void OnStart()
    {
        _exchanges = new ExchangeTable(_link.Plan.Settings.PendingMax, _link.Interface.Index, firstGeneration: unchecked((uint)Time.GetTimestamp()));
        _replies = new LedgerReplies(Self);
        _turns = new ClientTurns(cluster, Time);
        Timers.Every(ExchangeLifetime / 2, Dhcp4ListenerMessage.Sweep());
    }

    protected override void Receive(in Dhcp4ListenerMessage message)
    {
        switch (message.What)
        {
            case Dhcp4ListenerMessage.Verb.Received: OnReceived(message.Packet!, new Dhcp4Arrival(message.Source, message.Destination)); break;
            case Dhcp4ListenerMessage.Verb.Decided: OnDecided(message.Decision, message.Correlation); break;
            case Dhcp4ListenerMessage.Verb.ProbeAnswered: OnProbeAnswered(message.Correlation, message.Hardware); break;
            case Dhcp4ListenerMessage.Verb.ProbesDue: OnProbesDue(); break;
            case Dhcp4ListenerMessage.Verb.Sweep: OnSweep(); break;
            case Dhcp4ListenerMessage.Verb.Configure: _link = new Dhcp4Link(message.Plan!, _link.Interface); break;
            case Dhcp4ListenerMessage.Verb.InterfaceChanged: _link = new Dhcp4Link(_link.Plan, message.Interface!); break;
            default: throw new UnreachableException();
        }
    }

    protected override void OnBatchEnd() => _responder.Flush();

    protected override void OnStop()
    {
        foreach (Exchange exchange in _exchanges.InUse) End(exchange);
        _responder.Flush();
    }

    private void OnReceived(Packet packet, in Dhcp4Arrival arrival)
    {
        counters.Add(Dhcp4Counter.Received);
        bool isTaken = ClientMessage.TryRead(packet, arrival, _link, _scratch, counters, out ClientMessage client) && IsOurs(ref client) && TryTake(client);
        if (!isTaken) packet.Release();
    }

    private bool IsOurs(ref ClientMessage client)
    {
        Turn turn = _turns.Of(ref client);
        if (turn != Turn.Ours) counters.Add(turn == Turn.Others ? Dhcp4Counter.LeftToOthers : Dhcp4Counter.ForAnotherServer);
        return turn == Turn.Ours;
    }

    /// <summary>False if the packet is done with, answered or not.</summary>
    private bool TryTake(in ClientMessage client)
    {
        Dhcp4Message.Read(client.Packet.Message, out Dhcp4Message message);
        Dhcp4Subnet? subnet = client.FindSubnet(message, _scratch);
        if (subnet is null)
        {
            counters.Add(Dhcp4Counter.NoSubnet);
            return false;
        }

        _responder.NoteReceived(client);
        if (client.Request.Kind == Dhcp4RequestKind.Inform)
        {
            AnswerInform(client, subnet);
            return false;
        }

        LeaseCommand command = client.ToCommand(message, subnet, _scratch);
        if (client.Request.IsAnswered) return TryBegin(client, subnet, command);
        if (!ledger.TryTell(LeaseLedgerMessage.Decide(command, _replies, correlation: 0))) counters.Add(Dhcp4Counter.Overloaded);
        return false;
    }

    // RFC 2131 §4.3.5: the client has its address from elsewhere and wants the parameters alone.
    private void AnswerInform(in ClientMessage client, Dhcp4Subnet subnet)
    {
        counters.Add(Dhcp4Counter.InformsAnswered);
        _responder.SendLease(client, subnet, MessageType.Ack, decision: default, isRapid: false);
    }

    private bool TryBegin(in ClientMessage client, Dhcp4Subnet subnet, LeaseCommand command)
    {
        if (_exchanges.TryBegin() is not { } exchange)
        {
            counters.Add(Dhcp4Counter.Overloaded);
            return false;
        }

        exchange.Message = client;
        exchange.Subnet = subnet;
        exchange.Command = command;
        exchange.StartedAt = Time.GetTimestamp();
        Ask(exchange, ExchangeStep.Decision, command);
        return true;
    }

    private void Ask(Exchange exchange, ExchangeStep step, LeaseCommand command)
    {
        exchange.Step = step;
        if (ledger.TryTell(LeaseLedgerMessage.Decide(command, _replies, exchange.Correlation))) return;
        counters.Add(Dhcp4Counter.Overloaded);
        End(exchange);
    }

    private void OnDecided(in LeaseDecision decision, long correlation)
    {
        if (_exchanges.Find(correlation) is not { } exchange) return;
        if (exchange.Step == ExchangeStep.Conflict)
        {
            Ask(exchange, ExchangeStep.Decision, exchange.Command); // whatever it said: it will not offer that address again
            return;
        }

        switch (decision.Kind)
        {
            case LeaseDecisionKind.Offer: OnOffer(exchange, decision); break;
            case LeaseDecisionKind.Ack: Answer(exchange, MessageType.Ack, decision); break;
            case LeaseDecisionKind.Nak when exchange.Step == ExchangeStep.Decision && !exchange.Message.MustNotRefuse: Refuse(exchange, decision.Reason); break;
            case LeaseDecisionKind.Exhausted when TryNextSubnet(exchange): break;
            default: StaySilent(exchange, decision.Reason); break;
        }
    }

    /// <summary>Several subnets may share the wire: where one has no address left, the next may have.</summary>
    private bool TryNextSubnet(Exchange exchange)
    {
        Dhcp4Message.Read(exchange.Packet.Message, out Dhcp4Message message);
        ImmutableArray<Dhcp4Subnet> subnets = exchange.Message.Link.Subnets;
        if (!message.Giaddr.IsNone || exchange.SubnetsTried >= subnets.Length) return false;
        Dhcp4Subnet first = exchange.Message.FindSubnet(message, _scratch)!;
        Dhcp4Subnet next = subnets[exchange.SubnetsTried++];
        if (next == first) return TryNextSubnet(exchange);
        exchange.Subnet = next;
        exchange.Command = exchange.Command with { Pool = next.Pool };
        Ask(exchange, ExchangeStep.Decision, exchange.Command);
        return true;
    }

    private void OnOffer(Exchange exchange, in LeaseDecision offer)
    {
        exchange.Offer = offer;
        Dhcp4Settings settings = exchange.Message.Link.Plan.Settings;
        long now = Time.GetTimestamp();
        if (!offer.NeedsProbe || settings.NoPing || _probes.IsKnownUnused(offer.Address, now))
        {
            OnOfferChecked(exchange);
        }
        else if (_probes.UnderWay(offer.Address) is { } earlier)
        {
            earlier.Adopt(exchange); // the client has asked again meanwhile: the newer message is the one it waits for
            End(exchange);
        }
        else if (_probes.TryStart(exchange, ProbeOf(exchange), settings.ProbesMax, now + Ticks(settings.ProbeWait)))
        {
            exchange.Step = ExchangeStep.Probe;
            SetTimer();
        }
        else
        {
            OnOfferChecked(exchange);
        }
    }

    private ConflictProbeRequest ProbeOf(Exchange exchange)
    {
        ClientMessage client = exchange.Message;
        bool isOnLink = client.Link.Subnets.Contains(exchange.Subnet);
        return new ConflictProbeRequest(
            exchange.Offer.Address, client.Link.OwnAddressFor(exchange.Subnet), client.Link.Interface.Index, isOnLink, exchange.Correlation, Self);
    }

    private void OnProbeAnswered(long correlation, HardwareAddress answeredBy)
    {
        if (_exchanges.Find(correlation) is not { Step: ExchangeStep.Probe } exchange) return;
        // RFC 5227 §2.1.1: the client itself may be using the address already; that is no conflict.
        if (!answeredBy.IsNone && answeredBy == exchange.Message.Chaddr) return;

        _probes.Stop(exchange);
        _responder.NoteConflict(exchange.Message, exchange.Offer.Address, answeredBy);
        LeaseCommand conflict = exchange.Command with { Kind = LeaseCommandKind.Conflict, Address = exchange.Offer.Address };
        if (++exchange.Conflicts < ConflictsMax)
        {
            Ask(exchange, ExchangeStep.Conflict, conflict);
            return;
        }

        exchange.Step = ExchangeStep.Conflict;
        ledger.Tell(LeaseLedgerMessage.Decide(conflict, _replies, correlation: 0));
        StaySilent(exchange, LeaseReason.Quarantined);
    }

    private void OnProbesDue()
    {
        _isTimerSet = false;
        long now = Time.GetTimestamp();
        while (_probes.TryTakeDue(now, out long correlation))
        {
            if (_exchanges.Find(correlation) is not { Step: ExchangeStep.Probe } exchange) continue;
            _probes.Stop(exchange);
            _probes.RememberUnused(exchange.Offer.Address, now + Ticks(exchange.Message.Link.Plan.Settings.ProbeCache));
            OnOfferChecked(exchange);
        }

        SetTimer();
    }

    private void OnOfferChecked(Exchange exchange)
    {
        if (!IsRapid(exchange))
        {
            Answer(exchange, MessageType.Offer, exchange.Offer);
            return;
        }

        LeaseCommand commit = exchange.Command with { Kind = LeaseCommandKind.RequestSelecting, Address = exchange.Offer.Address };
        Ask(exchange, ExchangeStep.RapidCommit, commit);
    }

    // RFC 4039 §3.1.
    private static bool IsRapid(Exchange exchange)
    {
        Dhcp4Message.Read(exchange.Packet.Message, out Dhcp4Message message);
        return exchange.Message.Link.Plan.Settings.RapidCommit && message.Has(OptionCode.RapidCommit);
    }

    private void Answer(Exchange exchange, MessageType type, in LeaseDecision decision)
    {
        _responder.SendLease(exchange.Message, exchange.Subnet, type, decision, isRapid: exchange.Step == ExchangeStep.RapidCommit);
        End(exchange);
    }

    private void Refuse(Exchange exchange, LeaseReason reason)
    {
        _responder.SendNak(exchange.Message, exchange.Subnet, reason);
        End(exchange);
    }

    private void StaySilent(Exchange exchange, LeaseReason reason)
    {
        _responder.StaySilent(exchange.Message, reason);
        End(exchange);
    }

    private void OnSweep()
    {
        long now = Time.GetTimestamp();
        foreach (Exchange exchange in _exchanges.InUse)
        {
            if (Time.GetElapsedTime(exchange.StartedAt, now) < ExchangeLifetime) continue;
            counters.Add(Dhcp4Counter.Expired);
            End(exchange);
        }
    }

    private void End(Exchange exchange)
    {
        if (exchange.Step == ExchangeStep.Probe) _probes.Stop(exchange);
        _exchanges.End(exchange);
    }

    private void SetTimer()
    {
        if (_isTimerSet || _probes.NextDue is not { } due) return;
        TimeSpan left = Time.GetElapsedTime(Time.GetTimestamp(), due);
        _isTimerSet = true;
        Timers.Once(left > TimerStepMin ? left : TimerStepMin, Dhcp4ListenerMessage.ProbesDue());
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Time.TimestampFrequency);
}

using System.Diagnostics;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>Does what the plan says, when it says so, and takes it back.</summary>
internal sealed class FaultInjector(SimulationRun run, FaultPlan plan)
{
    /// <summary>A process that stands still for longer has been a stopped machine, whose network card heard nothing.</summary>
    private static readonly TimeSpan SocketBuffer = TimeSpan.FromSeconds(3);

    private readonly HashSet<string> _dieAtCommit = [];
    private bool _isOver;

    public void Begin()
    {
        run.Store.Written += OnWritten;
        foreach (Fault fault in plan.Faults)
        {
            After(fault.At, () => Do(fault));
            After(fault.End, () => Undo(fault));
        }
    }

    public void HealAll()
    {
        _isOver = true;
        _dieAtCommit.Clear();
        run.Trace("all faults end");
        run.Store.SetQuorum(true);
        (run.Network.Loss, run.Network.Duplicates) = (0, 0);
        run.Network.Delay = new TimeRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(3));
        foreach (SimulatedGateway gateway in run.Gateways) Heal(gateway);
        foreach (SimulatedClient client in run.Clients) client.FindsConflict = false;
        foreach (SimulatedClient visitor in run.Clients.Skip(plan.Clients)) visitor.MoveOn();
        foreach (SimulatedClient client in run.Residents) client.Start();
    }

    private void Heal(SimulatedGateway gateway)
    {
        run.Network.SetDeaf(gateway.Number, false);
        run.Network.SetMute(gateway.Number, false);
        gateway.Pause(false);
        SetTrouble(gateway.Link, 0);
        SetDelays(gateway.Link, TimeSpan.Zero, TimeSpan.Zero);
        gateway.Cut(false, false);
        if (gateway.IsUp) gateway.Drain(false);
        gateway.Start();
    }

    private void Do(Fault fault)
    {
        if (_isOver) return;
        run.Trace($"fault: {fault}");
        run.Counts.Add($"{fault.Kind} faults");
        if (fault.Kind >= FaultKind.ClientMoves || fault.Kind == FaultKind.CrashWhenChosen) DoTo(run.Clients[fault.Whom - 1], fault);
        else DoTo(run.Gateways[fault.Whom - 1], fault, isBegin: true);
    }

    private void Undo(Fault fault)
    {
        if (_isOver || fault.Kind == FaultKind.CrashWhenChosen) return;
        run.Trace($"over: {fault}");
        if (fault.Kind == FaultKind.VisitorComes) run.Clients[fault.Whom - 1].MoveOn();
        else if (fault.Kind >= FaultKind.ClientMoves) run.Clients[fault.Whom - 1].Start();
        else DoTo(run.Gateways[fault.Whom - 1], fault, isBegin: false);
    }

    private void DoTo(SimulatedGateway gateway, Fault fault, bool isBegin)
    {
        int number = gateway.Number;
        switch (fault.Kind)
        {
            case FaultKind.Crash: Live(gateway, !isBegin); break;
            case FaultKind.CrashAfterCommit when isBegin: _dieAtCommit.Add(gateway.Name); break;
            case FaultKind.CrashAfterCommit:
                _dieAtCommit.Remove(gateway.Name);
                gateway.Start();
                break;
            case FaultKind.Pause:
                gateway.Pause(isBegin);
                if (fault.For > SocketBuffer) run.Network.SetDeaf(number, isBegin);
                break;
            case FaultKind.Deaf: run.Network.SetDeaf(number, isBegin); break;
            case FaultKind.Mute: run.Network.SetMute(number, isBegin); break;
            case FaultKind.ApartFromClients:
                run.Network.SetDeaf(number, isBegin);
                run.Network.SetMute(number, isBegin);
                break;
            case FaultKind.StoreCut: gateway.Cut(isBegin, isBegin); break;
            case FaultKind.StoreCutThere: gateway.Cut(isBegin, gateway.Link.IsCutBack); break;
            case FaultKind.StoreCutBack: gateway.Cut(gateway.Link.IsCutThere, isBegin); break;
            case FaultKind.Drain: gateway.Drain(isBegin); break;
            case FaultKind.StoreTrouble: SetTrouble(gateway.Link, isBegin ? 0.12 : 0); break;
            case FaultKind.SlowStore: SetDelays(gateway.Link, isBegin ? TimeSpan.FromSeconds(1.2) : TimeSpan.Zero, gateway.Link.WatchDelay.Max); break;
            case FaultKind.SlowWatch: SetDelays(gateway.Link, gateway.Link.RequestDelay.Max, isBegin ? TimeSpan.FromSeconds(8) : TimeSpan.Zero); break;
            default: DoToAll(fault.Kind, isBegin); break;
        }
    }

    private void DoToAll(FaultKind kind, bool isBegin)
    {
        switch (kind)
        {
            case FaultKind.NoQuorum:
                run.Store.SetQuorum(!isBegin);
                foreach (SimulatedGateway gateway in run.Gateways) gateway.NoteQuorum();
                break;
            case FaultKind.BadNetwork:
                (run.Network.Loss, run.Network.Duplicates) = isBegin ? (0.25, 0.2) : (0, 0);
                run.Network.Delay = new TimeRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(isBegin ? 400 : 3));
                break;
            case FaultKind.Compact when isBegin: run.Store.Compact(run.Store.Revision - 1); break;
            case FaultKind.Compact: break;
            default: throw new UnreachableException();
        }
    }

    private void DoTo(SimulatedClient client, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.VisitorComes: client.Start(); break;
            case FaultKind.ClientMoves: client.MoveOn(); break;
            case FaultKind.ClientReleases: client.Release(); break;
            case FaultKind.ClientDeclines:
                client.FindsConflict = true;
                client.MoveOn();
                break;
            case FaultKind.CrashWhenChosen:
                client.Chosen = server => DieWhenChosen(client, server, fault.For);
                client.Release();
                After(TimeSpan.FromSeconds(1), client.Start);
                break;
            default: throw new UnreachableException();
        }
    }

    private void DieWhenChosen(SimulatedClient client, Ipv4Address server, TimeSpan comesBackAfter)
    {
        client.Chosen = null;
        SimulatedGateway chosen = run.Gateways.First(gateway => Site.AddressOf(gateway.Number) == server);
        chosen.Crash();
        After(comesBackAfter, chosen.Start);
    }

    private static void Live(SimulatedGateway gateway, bool isUp)
    {
        if (isUp) gateway.Start();
        else gateway.Crash();
    }

    /// <summary>A gateway whose hour has come dies between its commit and its answer.</summary>
    private void OnWritten()
    {
        if (_dieAtCommit.Count == 0 || run.History.All.Count == 0) return;
        string last = run.History.All[^1].Gateway;
        if (run.History.All[^1].Revision != run.Store.Revision || !_dieAtCommit.Remove(last)) return;
        run.Counts.Add("crashes between commit and answer");
        run.Gateways.First(gateway => gateway.Name == last).Crash();
    }

    private static void SetTrouble(StoreFaults link, double share) =>
        (link.Refused, link.RequestLost, link.RequestLate, link.AnswerLost, link.Repeated) = (share, share, share, share, share);

    private static void SetDelays(StoreFaults link, TimeSpan calls, TimeSpan watch)
    {
        link.RequestDelay = link.AnswerDelay = TimeRange.UpTo(calls);
        link.WatchDelay = TimeRange.UpTo(watch);
    }

    private void After(TimeSpan time, Action action) => run.System.Clock.CreateTimer(_ => action(), null, time, Timeout.InfiniteTimeSpan);
}

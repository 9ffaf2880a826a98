using System.Diagnostics;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>The states of RFC 2131 §4.4, figure 5, with those that have no packets in them left out.</summary>
internal enum ClientState
{
    Off,
    Selecting,
    Requesting,
    Bound,
    Renewing,
    Rebinding,
    Rebooting,
}

/// <summary>
/// A DHCP client as RFC 2131 §4.4 has it: one timer, one exchange at a time, retransmission after 4, 8, 16 s, each a second more or
/// less. It counts its lease from the moment it first asked.
/// </summary>
internal sealed class SimulatedClient
{
    private const int TriesMax = 4;
    private readonly SimulationRun _run;
    private readonly Random _random;
    private readonly List<ClientReply> _offers = [];
    private readonly ITimer _timer;
    private readonly Dictionary<Ipv4Address, TimeSpan> _distrusted = [];
    private Ipv4Address _server;
    private TimeSpan _askedAt;
    private TimeSpan _rebindAt;
    private uint _xid;
    private int _tries;

    public SimulatedClient(SimulationRun run, int number, int seed)
    {
        (_run, Number) = (run, number);
        _random = new Random(seed);
        _xid = (uint)(number << 20);
        _timer = run.System.Clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Number { get; }

    public string Chaddr => $"02:00:00:00:00:{Number:x2}";

    public ClientState State { get; private set; }

    public Ipv4Address Address { get; private set; }

    /// <summary>When its lease ends.</summary>
    public TimeSpan Until { get; private set; }

    public bool HasLease => !Address.IsNone && _run.Now < Until;

    /// <summary>It declines the next new address that it gets.</summary>
    public bool FindsConflict { get; set; }

    public ClientReply[] Offers => [.. _offers];

    /// <summary>How long its last way from DHCPREQUEST to DHCPACK took.</summary>
    public TimeSpan LastWait { get; private set; }

    /// <summary>A gateway it has chosen, told before the DHCPREQUEST leaves.</summary>
    public Action<Ipv4Address>? Chosen { get; set; }

    /// <summary>It is switched on; it asks for its address again if the lease still runs.</summary>
    public void Start()
    {
        if (State != ClientState.Off) return;
        if (HasLease) Begin(ClientState.Rebooting);
        else Begin(ClientState.Selecting);
    }

    /// <summary>It is carried away: nobody is told, and its lease runs on.</summary>
    public void MoveOn()
    {
        State = ClientState.Off;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>RFC 2131 §4.4.6: it gives its address back.</summary>
    public void Release()
    {
        if (State != ClientState.Bound) return;
        _run.Send(this, Message(MessageType.Release) with { Ciaddr = Address.ToString() }, Address, _server, withServer: _server);
        Forget();
        MoveOn();
    }

    public void Receive(ClientReply reply)
    {
        if (reply.Xid != _xid) return;
        switch (State)
        {
            case ClientState.Selecting when reply.Type == MessageType.Offer: OnOffer(reply); break;
            case ClientState.Requesting or ClientState.Renewing or ClientState.Rebinding or ClientState.Rebooting when reply.Type == MessageType.Ack:
                OnAck(reply);
                break;
            case ClientState.Requesting or ClientState.Renewing or ClientState.Rebinding or ClientState.Rebooting when reply.Type == MessageType.Nak:
                _run.Trace($"client {Number} got {reply}");
                Forget();
                Begin(ClientState.Selecting);
                break;
        }
    }

    private void Begin(ClientState state)
    {
        State = state;
        _tries = 0;
        if (state != ClientState.Requesting) _xid++; // the DHCPREQUEST has the xid of the offer it takes
        _askedAt = _run.Now;
        _offers.Clear();
        Transmit();
    }

    private void OnTimer()
    {
        switch (State)
        {
            case ClientState.Selecting when _offers.Count > 0: Choose(); break;
            case ClientState.Bound: Begin(ClientState.Renewing); break;
            case ClientState.Renewing when _run.Now >= _rebindAt: Begin(ClientState.Rebinding); break;
            case ClientState.Rebinding when _run.Now >= Until:
                Forget();
                Begin(ClientState.Selecting);
                break;
            case ClientState.Requesting or ClientState.Rebooting when _tries >= TriesMax: Begin(ClientState.Selecting); break;
            case ClientState.Off: break;
            default: Transmit(); break;
        }
    }

    private void Transmit()
    {
        _tries++;
        switch (State)
        {
            case ClientState.Selecting: Broadcast(Message(MessageType.Discover)); break;
            case ClientState.Requesting: Broadcast(Asking(), withServer: _server); break;
            case ClientState.Rebooting: Broadcast(Asking()); break;
            case ClientState.Renewing: _run.Send(this, Message(MessageType.Request) with { Ciaddr = Address.ToString() }, Address, _server); break;
            case ClientState.Rebinding: _run.Send(this, Message(MessageType.Request) with { Ciaddr = Address.ToString() }, Address, Ipv4Address.Broadcast); break;
            default: throw new UnreachableException();
        }

        SetTimer(State switch
        {
            ClientState.Renewing => Half(_rebindAt),
            ClientState.Rebinding => Half(Until),
            _ => Math.Min(4 << (_tries - 1), 64) + (2 * _random.NextDouble()) - 1, // RFC 2131 §4.1
        });
    }

    // RFC 2131 §4.4.5: half of what remains, though here not a minute but five seconds at least, so that more happens.
    private double Half(TimeSpan until)
    {
        double left = (until - _run.Now).TotalSeconds;
        return Math.Max(Math.Min(5, left), left / 2);
    }

    private void OnOffer(ClientReply offer)
    {
        _offers.Add(offer);
        if (_offers.Count == 1) SetTimer(_random.NextDouble()); // it waits a while for others, and takes any of them
    }

    private void Choose()
    {
        ClientReply chosen = _offers[_random.Next(_offers.Count)];
        _server = chosen.Server;
        if (Address != chosen.Address) Forget();
        Address = chosen.Address;
        _xid = chosen.Xid;
        Chosen?.Invoke(chosen.Server);
        Begin(ClientState.Requesting);
    }

    private void OnAck(ClientReply ack)
    {
        bool isNew = State is ClientState.Requesting or ClientState.Rebooting;
        LastWait = _run.Now - _askedAt;
        Address = ack.Address;
        _server = ack.Server;
        Until = _askedAt + TimeSpan.FromSeconds(ack.LeaseSeconds);
        _rebindAt = _askedAt + TimeSpan.FromSeconds(ack.LeaseSeconds * 0.875);
        _run.Accepted(this, ack, _askedAt, State);
        if (isNew && IsDistrusted(ack.Address))
        {
            Decline();
            return;
        }

        State = ClientState.Bound;
        SetTimer((_askedAt + TimeSpan.FromSeconds(ack.LeaseSeconds * 0.5) - _run.Now).TotalSeconds);
    }

    private bool IsDistrusted(Ipv4Address address)
    {
        if (FindsConflict) _distrusted[address] = _run.Now + Site.Quarantine;
        FindsConflict = false;
        return _distrusted.TryGetValue(address, out TimeSpan until) && _run.Now < until;
    }

    // RFC 2131 §4.4.1: it must not use the address, and waits ten seconds at least before it asks again.
    private void Decline()
    {
        _run.Send(this, Asking(MessageType.Decline), default, Ipv4Address.Broadcast, withServer: _server);
        Forget();
        State = ClientState.Selecting;
        _offers.Clear();
        _xid++;
        SetTimer(10);
    }

    private void Forget()
    {
        if (!Address.IsNone) _run.Ended(this, Address);
        Address = default;
        Until = TimeSpan.Zero;
    }

    private void Broadcast(Dhcp4Bytes message, Ipv4Address withServer = default) => _run.Send(this, message, default, Ipv4Address.Broadcast, withServer);

    private Dhcp4Bytes Message(MessageType type) => Dhcp4Bytes.Of(type) with { Mac = Chaddr, Xid = _xid };

    private Dhcp4Bytes Asking(MessageType type = MessageType.Request) => Message(type).With(OptionCode.RequestedAddress, Address.ToString());

    private void SetTimer(double seconds) => _timer.Change(TimeSpan.FromSeconds(Math.Max(0.001, seconds)), Timeout.InfiniteTimeSpan);
}

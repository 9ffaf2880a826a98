using Microsoft.Extensions.Logging;
using Polymasq.Actors.Interfaces;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Interfaces;

/// <summary>
/// Follows the machine's interfaces and addresses by rtnetlink and publishes each state that differs from the one before. When
/// the kernel had more to tell than the socket could hold, everything is asked for anew, so no change is missed for good.
/// </summary>
/// <remarks>
/// A full look is two dumps, links then addresses, since the kernel runs one dump a socket at a time. Changes that arrive in
/// between are applied in the order they come: each message tells a state, not a difference.
/// </remarks>
internal sealed class InterfaceMonitor : IReadySource, IInterfaceSource, IDisposable
{
    private const int DatagramsPerTurn = 64;
    private const ushort DumpInterrupted = 0x10; // NLM_F_DUMP_INTR: something changed while the kernel was listing

    private enum Phase { Idle, Links, Addresses, Following }

    private readonly NetlinkSocket _socket;
    private readonly EpollPoller _poller;
    private readonly Action<InterfaceSet> _changed;
    private readonly ILogger _log;
    private InterfaceTable _table = new();
    private Phase _phase;
    private bool _lookAgain;
    private uint _sequence;
    private int _publishedVersion = -1;
    private volatile InterfaceSet? _current;

    private InterfaceMonitor(NetlinkSocket socket, EpollPoller poller, Action<InterfaceSet> changed, ILogger log) =>
        (_socket, _poller, _changed, _log) = (socket, poller, changed, log);

    public int Descriptor => _socket.Descriptor;

    public InterfaceSet? Current => _current;

    /// <summary>How often changes were lost and everything was read anew.</summary>
    public int Overruns { get; private set; }

    /// <param name="changed">Called on the poller's thread, first with the whole state and then after each change.</param>
    public static InterfaceMonitor? Start(EpollPoller poller, Action<InterfaceSet> changed, ILogger log, out NativeFailure failure)
    {
        NetlinkSocket? socket = NetlinkSocket.Open(out failure);
        if (socket is null) return null;
        var monitor = new InterfaceMonitor(socket, poller, changed, log);
        monitor.Look();
        poller.Add(monitor);
        return monitor;
    }

    public void OnReady()
    {
        for (int i = 0; i < DatagramsPerTurn; i++)
        {
            ReadOnlySpan<byte> datagram = _socket.Receive(out Errno error);
            if (error == Errno.NoBufferSpace) LookAgain();
            if (datagram.IsEmpty) break;
            while (NetlinkMessage.TryTake(ref datagram, out NetlinkMessage message)) Handle(message);
        }

        if (_phase == Phase.Idle) Look();
        if (_phase == Phase.Following && _table.Version != _publishedVersion) Publish();
    }

    private void Handle(in NetlinkMessage message)
    {
        bool mine = _phase is Phase.Links or Phase.Addresses && message.Sequence == _sequence;
        if (mine && (message.Flags & DumpInterrupted) != 0) _lookAgain = true;
        if (message.Type is RtnetlinkType.Done or RtnetlinkType.Error)
        {
            if (mine) DumpEnded(failed: message.Type == RtnetlinkType.Error);
            return;
        }

        _table.Apply(message);
    }

    private void DumpEnded(bool failed)
    {
        if (failed || _lookAgain) _phase = Phase.Idle; // begins again when what is there has been read
        else if (_phase == Phase.Links) Request(Phase.Addresses, RtnetlinkType.GetAddress);
        else _phase = Phase.Following;
    }

    private void LookAgain()
    {
        Overruns++;
        SocketsLog.InterfaceChangesLost(_log);
        if (_phase == Phase.Following) _phase = Phase.Idle;
        else _lookAgain = true; // a dump is under way: a second one would be refused
    }

    private void Look()
    {
        _lookAgain = false;
        _table = new InterfaceTable();
        _publishedVersion = -1;
        Request(Phase.Links, RtnetlinkType.GetLink);
    }

    private void Request(Phase phase, RtnetlinkType what)
    {
        NativeFailure failure = _socket.RequestAll(what, ++_sequence);
        _phase = failure.IsFailure ? Phase.Idle : phase;
        if (failure.IsFailure) SocketsLog.InterfacesUnreadable(_log, failure.ToString());
    }

    private void Publish()
    {
        _publishedVersion = _table.Version;
        InterfaceSet now = _table.ToSet();
        _current = now;
        _changed(now);
    }

    public void Dispose() => _poller.Remove(this, _socket.Dispose);
}

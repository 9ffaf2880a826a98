using Microsoft.Extensions.Logging;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// Keeps the open sockets equal to the plan: opens what appears, closes what goes, and tries again, more and more rarely, what
/// could not be opened. One listener's trouble is nobody else's.
/// </summary>
public sealed class ListenersActor(ListenSettings settings, IListenerSockets sockets, IInterfaceSource interfaces, ILogger log)
    : Actor<ListenersMessage>
{
    private readonly Dictionary<ListenTarget, Listener> _listeners = [];
    private readonly HashSet<string> _absent = [];
    private ListenSettings _settings = settings;
    private InterfaceSet? _interfaces;
    private InterfaceSet? _planned; // what the present plan was made from
    private IActorTimer? _retry;
    private bool _isLocalOnly;

    protected override void OnStart()
    {
        _interfaces = interfaces.Current; // what was told before this object was made, or before a restart
        if (_interfaces is not null) Follow(_interfaces);
    }

    protected override void Receive(in ListenersMessage message)
    {
        switch (message)
        {
            case ListenersMessage.InterfacesChanged changed:
                _interfaces = changed.Interfaces;
                if (_planned is null || _settings.Bind != BindMode.BindInterfaces) Follow(changed.Interfaces);
                break;
            case ListenersMessage.SettingsChanged changed:
                _settings = changed.Settings;
                if (_interfaces is not null) Follow(_interfaces);
                break;
            case ListenersMessage.Retry: RetryDue(); break;
            case ListenersMessage.Describe ask: ask.Reply.TrySet(Report()); break;
        }
    }

    protected override void OnStop()
    {
        foreach (Listener open in _listeners.Values.Where(listener => listener.IsOpen)) sockets.Close(open.Target);
        _listeners.Clear();
    }

    private void Follow(InterfaceSet present)
    {
        _planned = present;
        var plan = ListenPlan.Compute(_settings, present);
        sockets.Serve(plan.Served);
        TellLocalOnly(!plan.Served.Networks.IsEmpty);
        foreach (Listener gone in _listeners.Values.Where(listener => !plan.Targets.Contains(listener.Target)).ToArray()) Close(gone);
        foreach (ListenTarget target in plan.Targets)
        {
            if (_listeners.TryGetValue(target, out Listener? known) && known.IsOpen) continue;
            if (known is null) _listeners.Add(target, known = new Listener(target));
            Try(known); // a change of the interfaces is a good moment even for those that wait
        }

        TellAbsent(plan);
        ArmRetry();
    }

    private void Try(Listener listener)
    {
        listener.Tried(sockets.Open(listener.Target), Time);
        if (listener.IsOpen)
        {
            ListenersLog.Opened(log, listener.Target);
            listener.Reported = "";
        }
        else if (listener.IsWorthTelling)
        {
            ListenersLog.NotOpened(log, listener.Target, listener.Result.Text);
            listener.Reported = listener.Result.Text;
        }
    }

    private void Close(Listener listener)
    {
        _listeners.Remove(listener.Target);
        if (!listener.IsOpen) return;
        sockets.Close(listener.Target);
        ListenersLog.Closed(log, listener.Target);
    }

    private void RetryDue()
    {
        _retry = null;
        long now = Time.GetTimestamp();
        foreach (Listener listener in _listeners.Values.Where(listener => !listener.IsOpen && listener.DueAt <= now).ToArray()) Try(listener);
        ArmRetry();
    }

    private void ArmRetry()
    {
        _retry?.Cancel();
        _retry = null;
        long first = long.MaxValue;
        foreach (Listener listener in _listeners.Values)
        {
            if (!listener.IsOpen) first = Math.Min(first, listener.DueAt);
        }

        if (first == long.MaxValue) return;
        TimeSpan pause = Time.GetElapsedTime(Time.GetTimestamp(), first);
        _retry = Timers.Once(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, new ListenersMessage.Retry());
    }

    private void TellLocalOnly(bool isLocalOnly)
    {
        if (isLocalOnly && !_isLocalOnly) ListenersLog.LocalOnly(log);
        _isLocalOnly = isLocalOnly;
    }

    private void TellAbsent(ListenPlan plan)
    {
        string[] absent = [.. plan.AbsentInterfaces, .. plan.AbsentAddresses.Select(address => address.ToString())];
        foreach (string what in absent.Where(_absent.Add)) ListenersLog.Absent(log, what);
        _absent.IntersectWith(absent);
    }

    private ListenersReport Report() => new(
        _planned is not null,
        [.. _listeners.Values.Select(listener => new ListenerState(listener.Target, listener.Result.Outcome, listener.Result.Text))]);
}

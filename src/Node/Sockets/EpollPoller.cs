using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>
/// What a lane's thread waits on: an epoll descriptor with the lane's sockets, and an eventfd by which other threads end the wait.
/// Sources are level triggered: one that leaves something behind is told again. Nothing is allocated for an event.
/// </summary>
/// <remarks>
/// No wake-up is lost: <see cref="Poll"/> goes from Running to Sleeping by compare-and-swap before it waits, <see cref="Wake"/> goes to
/// Woken from either. Whoever comes second sees the first: either Poll finds Woken and does not wait, or Wake finds Sleeping and
/// writes to the eventfd. While the loop is busy a wake-up is one exchange and no system call.
/// </remarks>
internal sealed unsafe class EpollPoller : IThreadPoller
{
    private const int EventsMax = 64;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const ulong WakeUp = ulong.MaxValue;

    private const int Running = 0;
    private const int Sleeping = 1;
    private const int Woken = 2;

    private readonly EpollEvents _events = new(EventsMax);
    private readonly ReadySourceTable _sources = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly ILogger _log;
    private readonly int _epoll;
    private readonly int _eventfd;
    private int _state;
    private int _loopThread;
    private long _failures;

    public EpollPoller(ILogger log)
    {
        _log = log;
        _epoll = Libc.EpollCreate1(CloseOnExec);
        if (_epoll < 0) throw new InvalidOperationException(NativeFailure.Of("epoll_create1").ToString());
        _eventfd = Libc.Eventfd(0, CloseOnExec | NonBlocking);
        if (_eventfd < 0) throw new InvalidOperationException(NativeFailure.Of("eventfd").ToString());
        Control(EpollEvents.OperationAdd, _eventfd, EpollEvents.In | EpollEvents.EdgeTriggered, WakeUp);
    }

    /// <summary>Sources watched at present. On the loop's thread only.</summary>
    public int Count => _sources.Count;

    /// <summary>Watches a source from the loop's next turn on; at once when called by the loop's thread.</summary>
    public void Add(IReadySource source) => Post(() => AddNow(source));

    /// <summary>Watches a source no more. <paramref name="done"/> runs on the loop's thread when it will not be called again: the place to close it.</summary>
    public void Remove(IReadySource source, Action? done = null) => Post(() => RemoveNow(source, done));

    /// <summary>Has something done by the loop's thread: at once when that is the caller's, otherwise at the loop's next turn.</summary>
    public void Post(Action action)
    {
        if (Environment.CurrentManagedThreadId == Volatile.Read(ref _loopThread))
        {
            action();
            return;
        }

        _posted.Enqueue(action);
        Wake();
    }

    public void Poll(int timeoutMilliseconds)
    {
        _loopThread = Environment.CurrentManagedThreadId;
        RunPosted();
        if (timeoutMilliseconds != 0 && Interlocked.CompareExchange(ref _state, Sleeping, Running) == Woken) timeoutMilliseconds = 0;
        int count = Libc.EpollWait(_epoll, _events.Pointer, EventsMax, timeoutMilliseconds);
        Interlocked.Exchange(ref _state, Running);
        for (int i = 0; i < count; i++) HandOver(_events.DataOf(i));
        RunPosted();
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _state, Woken) != Sleeping) return;
        ulong one = 1;
        _ = Libc.Write(_eventfd, &one, sizeof(ulong)); // can fail only when the counter is at its end, 2^64 wake-ups from now
    }

    private void HandOver(ulong token)
    {
        if (token == WakeUp) return; // edge triggered: each write tells once, and the counter need not be read
        IReadySource? source = _sources.Find(token);
        if (source is null) return; // removed by an event before this one
        try
        {
            source.OnReady();
        }
        catch (Exception failure)
        {
            // One bad source must not end the lane. It is told again at once, so only powers of two are worth a line.
            if (long.IsPow2(++_failures)) SocketsLog.SourceFailed(_log, source.GetType().Name, _failures, failure);
        }
    }

    private void RunPosted()
    {
        while (_posted.TryDequeue(out Action? action))
        {
            try
            {
                action();
            }
            catch (Exception failure)
            {
                SocketsLog.PostedFailed(_log, failure); // the lane goes on
            }
        }
    }

    private void AddNow(IReadySource source)
    {
        if (_sources.TryAdd(source, out ulong token) && !Control(EpollEvents.OperationAdd, source.Descriptor, EpollEvents.In, token)) _sources.Remove(source);
    }

    private void RemoveNow(IReadySource source, Action? done)
    {
        if (_sources.Remove(source)) Control(EpollEvents.OperationDelete, source.Descriptor, 0, 0);
        done?.Invoke();
    }

    private bool Control(int operation, int descriptor, uint events, ulong token)
    {
        byte* registration = stackalloc byte[EpollEvents.Stride];
        EpollEvents.Write(registration, events, token);
        if (Libc.EpollCtl(_epoll, operation, descriptor, registration) == 0) return true;
        SocketsLog.PollerRefused(_log, descriptor, ErrnoText.Last.Describe());
        return false;
    }

    public void Dispose()
    {
        RunPosted();
        _ = Libc.Close(_eventfd);
        _ = Libc.Close(_epoll);
        _events.Dispose();
    }
}

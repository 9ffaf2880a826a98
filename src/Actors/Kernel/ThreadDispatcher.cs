using System.Collections.Concurrent;

namespace Polymasq.Actors.Kernel;

/// <summary>What a dispatcher's thread waits on between turns: sockets, in polymasqd.</summary>
public interface IThreadPoller : IDisposable
{
    /// <summary>
    /// Waits until something is ready, <see cref="Wake"/> is called or the time is over, and hands over what is ready.
    /// Called by the dispatcher's thread only.
    /// </summary>
    /// <param name="timeoutMilliseconds">0 looks without waiting, -1 waits without end.</param>
    void Poll(int timeoutMilliseconds);

    /// <summary>Ends the present <see cref="Poll"/>, or the next one if none is waiting. Called from any thread.</summary>
    void Wake();
}

/// <summary>
/// A thread of its own for the actors pinned to it and for the sockets of its poller: a lane. A Tell from the thread
/// itself costs no system call, one from elsewhere wakes it only when it sleeps.
/// </summary>
public sealed class ThreadDispatcher : Dispatcher, IDisposable
{
    private const int TurnsBetweenPolls = 16;

    private readonly ConcurrentQueue<ActorCell> _ready = new();
    private readonly IThreadPoller _poller;
    private readonly Thread _thread;
    private int _sleeping;
    private volatile bool _ending;

    /// <param name="name">The thread's name, as top -H shows it.</param>
    /// <param name="poller">Owned by the dispatcher from here on.</param>
    public ThreadDispatcher(string name, IThreadPoller poller)
    {
        _poller = poller;
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>A lane without sockets.</summary>
    public ThreadDispatcher(string name)
        : this(name, new SleepPoller())
    {
    }

    /// <summary>True on the dispatcher's own thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    internal override void Execute(ActorCell cell)
    {
        _ready.Enqueue(cell);
        if (Thread.CurrentThread == _thread) return;
        Interlocked.MemoryBarrier(); // the enqueue must be seen before the flag is read: see Sleep
        if (Volatile.Read(ref _sleeping) == 1 && Interlocked.Exchange(ref _sleeping, 0) == 1) _poller.Wake();
    }

    private void Loop()
    {
        while (!_ending)
        {
            for (int turn = 0; turn < TurnsBetweenPolls && _ready.TryDequeue(out ActorCell? cell); turn++) cell.Execute();
            if (_ready.IsEmpty) Sleep();
            else _poller.Poll(0);
        }

        _poller.Dispose();
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _sleeping, 1);
        _poller.Poll(_ready.IsEmpty && !_ending ? -1 : 0); // told after the flag was set: the sender wakes us
        Volatile.Write(ref _sleeping, 0);
    }

    /// <summary>Ends the thread after its present turn. Actors still pinned to it never run again: stop them first.</summary>
    public void Dispose()
    {
        _ending = true;
        _poller.Wake();
        if (Thread.CurrentThread != _thread) _thread.Join(TimeSpan.FromSeconds(5));
    }

    private sealed class SleepPoller : IThreadPoller
    {
        private readonly SemaphoreSlim _wake = new(0);

        public void Poll(int timeoutMilliseconds) => _wake.Wait(timeoutMilliseconds);

        public void Wake() => _wake.Release();

        public void Dispose() => _wake.Dispose();
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;

namespace Polymasq.Node.Files;

/// <summary>
/// Tells an actor what some paths read, at once and after every change. Reads on the thread pool, one reading at a time; what
/// changes meanwhile is read once more afterwards, however often it has changed, so the last state is always told.
/// </summary>
internal sealed class PathFollower<T> : IThreadPoolWorkItem, IDisposable
{
    /// <summary>Until the next try when the actor's mailbox is full.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);

    private readonly FileWatcher _watcher;
    private readonly ILogger _log;
    private readonly ITimer _retry;
    private readonly Lock _lock = new(); // guards what follows: callers, the watcher's and the timer's threads and Execute meet here
    private Following? _following;
    private bool _isStale; // there is something to read
    private bool _isDue; // what found no room in the mailbox is tried again
    private bool _isBusy; // Execute is queued or runs
    private bool _isDisposed;

    // Execute's own.
    private Following? _watched;
    private IReadOnlyList<string> _paths = [];
    private IDisposable? _subscription;
    private T? _latest;
    private bool _isTold = true;

    public PathFollower(FileWatcher watcher, TimeProvider time, ILogger log)
    {
        (_watcher, _log) = (watcher, log);
        _retry = time.CreateTimer(static state => ((PathFollower<T>)state!).Start(isStale: false), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on this reading and no other. Returns at once.</summary>
    public void Follow(IPathReading<T> reading, IActorRef<T> reader)
    {
        lock (_lock) _following = new Following(reading, reader);
        Start(isStale: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Next(out Following? following, out bool isStale))
        {
            try
            {
                if (isStale) Read(following);
                if (!_isTold) Tell(following);
            }
            catch (Exception failure)
            {
                FilesLog.ReaderFailed(_log, string.Join(", ", _paths), failure);
            }
        }
    }

    private void Start(bool isStale)
    {
        lock (_lock)
        {
            _isStale |= isStale;
            _isDue = true;
            if (_isBusy) return;
            _isBusy = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool Next([NotNullWhen(true)] out Following? following, out bool isStale)
    {
        lock (_lock)
        {
            (following, isStale) = (_isDisposed ? null : _following, _isStale);
            _isBusy = _isDue && following is not null;
            _isDue = _isStale = false;
            if (_isDisposed) Unwatch();
            return _isBusy;
        }
    }

    private void Read(Following following)
    {
        // A folder may hold other links by the time it is watched: only what was listed under watch is complete.
        IReadOnlyList<string> paths = following.Reading.Watched();
        while (following != _watched || !paths.SequenceEqual(_paths))
        {
            IDisposable next = _watcher.Watch(paths, () => Start(isStale: true));
            _subscription?.Dispose(); // afterwards, so that a folder in both is watched without a gap
            (_watched, _paths, _subscription) = (following, paths, next);
            paths = following.Reading.Watched();
        }

        _latest = following.Reading.Read();
        _isTold = false;
    }

    private void Tell(Following following)
    {
        lock (_lock)
        {
            if (_following != following) return; // who follows other paths by now wants none of these
            _isTold = following.Reader.TryTell(_latest!) || following.Reader.IsTerminated;
        }

        if (_isTold) _latest = default; // it may be large
        else _retry.Change(RetryPause, Timeout.InfiniteTimeSpan);
    }

    private void Unwatch()
    {
        _subscription?.Dispose();
        _subscription = null;
    }

    /// <summary>Nothing is told any more.</summary>
    public void Dispose()
    {
        _retry.Dispose();
        lock (_lock) _isDisposed = true;
        Start(isStale: false); // Execute drops the watches, which are its own
    }

    private sealed record Following(IPathReading<T> Reading, IActorRef<T> Reader);
}

using Microsoft.Extensions.Logging;
using Polymasq.Node.Sockets;

namespace Polymasq.Node.Files;

/// <summary>
/// Tells when a file or folder may read differently from before: written, replaced, renamed, removed, a link turned elsewhere, or
/// there at last. Folders are watched, never files, so it makes no difference how a program replaces its file.
/// </summary>
/// <remarks>What happens within <see cref="Pause"/> is one change. Reading is the subscriber's: it is told on the thread pool.</remarks>
internal sealed class FileWatcher : IReadySource, IDisposable
{
    /// <summary>From the first event of a burst to the call: short for who waits for resolv.conf, long for an editor that saves.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Inotify _inotify;
    private readonly EpollPoller _poller;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Lock _lock = new(); // off every hot way: subscribers, the timer and the poller's thread meet here
    private readonly List<Subscription> _subscriptions = [];
    private readonly HashSet<string> _refused = [];
    private bool _isDisposed;
    private Dictionary<int, List<(string? Name, Subscription Owner)>> _watches = [];

    private FileWatcher(Inotify inotify, EpollPoller poller, TimeProvider time, ILogger log)
    {
        (_inotify, _poller, _log) = (inotify, poller, log);
        _timer = time.CreateTimer(static state => ((FileWatcher)state!).TellDirty(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Descriptor => _inotify.Descriptor;

    public static FileWatcher? Start(EpollPoller poller, TimeProvider time, ILogger log, out NativeFailure failure)
    {
        Inotify? inotify = Inotify.Open(out failure);
        if (inotify is null) return null;
        var watcher = new FileWatcher(inotify, poller, time, log);
        poller.Add(watcher);
        return watcher;
    }

    /// <summary>
    /// Watches paths, which need not exist. Read them after this call: everything that happens from now on is told. Disposing the
    /// result ends it.
    /// </summary>
    /// <exception cref="ArgumentException">One is no path at all: empty, or with a zero in it.</exception>
    public IDisposable Watch(IEnumerable<string> paths, Action changed)
    {
        var subscription = new Subscription(this, [.. paths.Select(Path.GetFullPath)], changed);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
            Rewatch();
        }

        return subscription;
    }

    public void OnReady()
    {
        lock (_lock)
        {
            bool any = false;
            foreach ((int watch, string name) in _inotify.Read()) any |= MarkDirty(watch, name);
            if (any) _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <returns>True when this begins a burst: the timer must be set.</returns>
    private bool MarkDirty(int watch, string name)
    {
        bool quiet = !_subscriptions.Exists(subscription => subscription.IsDirty);
        if (watch < 0)
        {
            foreach (Subscription subscription in _subscriptions) subscription.IsDirty = true;
        }
        else if (_watches.TryGetValue(watch, out List<(string? Name, Subscription Owner)>? interested))
        {
            foreach ((string? wanted, Subscription owner) in interested)
            {
                if (wanted is null || name.Length == 0 || wanted == name) owner.IsDirty = true; // without a name it is the folder itself
            }
        }

        return quiet && _subscriptions.Exists(subscription => subscription.IsDirty);
    }

    private void TellDirty()
    {
        Subscription[] dirty;
        lock (_lock)
        {
            dirty = [.. _subscriptions.Where(subscription => subscription.IsDirty)];
            foreach (Subscription subscription in dirty) subscription.IsDirty = false;
            Rewatch(); // the way to the file may be another one now; only then it is read
        }

        foreach (Subscription subscription in dirty) Tell(subscription);
    }

    private void Tell(Subscription subscription)
    {
        try
        {
            subscription.Changed();
        }
        catch (Exception failure)
        {
            FilesLog.ReaderFailed(_log, string.Join(", ", subscription.Paths), failure);
        }
    }

    private void Rewatch()
    {
        if (_isDisposed) return;
        Dictionary<int, List<(string?, Subscription)>> watches = [];
        foreach (Subscription subscription in _subscriptions)
        {
            foreach (string path in subscription.Paths) AddTrail(watches, path, subscription);
        }

        foreach (int watch in _watches.Keys.Where(watch => !watches.ContainsKey(watch))) _inotify.Unwatch(watch);
        _watches = watches;
    }

    private void AddTrail(Dictionary<int, List<(string?, Subscription)>> watches, string path, Subscription subscription)
    {
        List<WatchPoint> trail = PathTrail.Of(path);
        List<WatchPoint> before;
        do
        {
            foreach (WatchPoint point in trail) Add(watches, point, subscription);
            before = trail;
            trail = PathTrail.Of(path); // something may have appeared just before its folder was watched
        }
        while (!trail.SequenceEqual(before));
    }

    private void Add(Dictionary<int, List<(string?, Subscription)>> watches, WatchPoint point, Subscription subscription)
    {
        if (_inotify.Watch(point.Folder, out NativeFailure failure) is not { } watch)
        {
            if (Directory.Exists(point.Folder) && _refused.Add(point.Folder)) FilesLog.NotWatched(_log, point.Folder, failure.ToString());
            return;
        }

        if (!watches.TryGetValue(watch, out List<(string?, Subscription)>? interested)) watches.Add(watch, interested = []);
        interested.Add((point.Name, subscription));
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.Remove(subscription)) Rewatch();
        }
    }

    public void Dispose()
    {
        lock (_lock) _isDisposed = true; // subscribers may still end their subscriptions, on a descriptor that is another's by then
        _timer.Dispose();
        _poller.Remove(this, _inotify.Dispose);
    }

    private sealed class Subscription(FileWatcher home, string[] paths, Action changed) : IDisposable
    {
        public string[] Paths { get; } = paths;

        public Action Changed { get; } = changed;

        public bool IsDirty { get; set; }

        public void Dispose() => home.Remove(this);
    }
}

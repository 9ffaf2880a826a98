using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;

namespace Polymasq.Node.Stores;

/// <summary>
/// Keeps the cache over a restart (dns.cache.persist): loads in the background what was written last, writes every ten minutes if
/// the cache has changed, and once more at the end. Writing reads the tables as lanes do, so no shard notices it.
/// </summary>
internal sealed class CacheSnapshotStore : IDisposable
{
    public const string FileName = "cache.snapshot";

    /// <summary>A gateway that is killed loses what has come since.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly string _path;
    private readonly CacheShards _shards;
    private readonly uint _serveStaleSeconds;
    private readonly TimeProvider _protocol;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _writing = new(); // the timer and the end meet here
    private readonly ITimer _timer;
    private (long Insertions, long Entries) _written; // what the file has, counted
    private bool _isFailing;
    private bool _isDisposed;

    private CacheSnapshotStore(string path, CacheShards shards, uint serveStaleSeconds, TimeProvider system, TimeProvider protocol, ILogger log)
    {
        (_path, _shards, _serveStaleSeconds, _protocol, _log) = (path, shards, serveStaleSeconds, protocol, log);
        CacheSnapshotLoader loader = new(shards, serveStaleSeconds, system, protocol, log);
        Loaded = Task.Run(() => LoadAsync(loader));
        _timer = system.CreateTimer(static state => ((CacheSnapshotStore)state!).WriteIfChanged(), this, Interval, Interval);
    }

    /// <summary>Ends when all is restored that can be; cancelled when this was disposed before.</summary>
    public Task Loaded { get; }

    /// <summary>Begins to load, and to write from time to time.</summary>
    /// <param name="dataDirectory">node.data-dir; made when it is missing.</param>
    /// <param name="shards">With all actors attached.</param>
    /// <param name="serveStaleSeconds">dns.cache.serve-stale.</param>
    /// <param name="system">The clock for timers.</param>
    /// <param name="protocol">The clock for TTLs.</param>
    /// <param name="log">Hears of a file that cannot be used or written.</param>
    public static CacheSnapshotStore Start(
        string dataDirectory, CacheShards shards, uint serveStaleSeconds, TimeProvider system, TimeProvider protocol, ILogger log) =>
        new(Path.Combine(dataDirectory, FileName), shards, serveStaleSeconds, system, protocol, log);

    private async Task LoadAsync(CacheSnapshotLoader loader)
    {
        long insertions = Count().Insertions; // what is learned while this loads is not in the file
        _written = (insertions, await loader.LoadAsync(_path, _ending.Token).ConfigureAwait(false));
    }

    private void WriteIfChanged()
    {
        lock (_writing)
        {
            // Before all was loaded the file has more than the cache.
            if (_isDisposed || !Loaded.IsCompletedSuccessfully || Count() == _written) return;
            try
            {
                Write();
                _isFailing = false;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (!_isFailing) StoreLog.CacheNotWritten(_log, _path, failure.Message);
                _isFailing = true;
            }
        }
    }

    private void Write()
    {
        (long Insertions, long Entries) state = Count();
        long now = _protocol.GetUtcNow().ToUnixTimeSeconds();
        long bytesMax = _shards.Stats().Sum(static shard => shard.BytesMax);
        CacheSnapshotHeader header = CacheSnapshotWriter.Write(_path, new CacheExport(_shards, _serveStaleSeconds, (uint)now), now, bytesMax);
        StoreLog.CacheWritten(_log, header.Count, _path, header.BodyLength);
        _written = state;
    }

    private (long Insertions, long Entries) Count()
    {
        ImmutableArray<ShardStats> stats = _shards.Stats();
        return (stats.Sum(static shard => shard.Insertions), stats.Sum(static shard => (long)shard.Entries));
    }

    /// <summary>Writes a last time. To be called when no query is answered any more; the shards may be running or not.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _timer.Dispose();
        _ending.Cancel();
        Task.WaitAny(Loaded); // which may have been cancelled
        WriteIfChanged();
        lock (_writing) _isDisposed = true;
        _ending.Dispose();
    }
}

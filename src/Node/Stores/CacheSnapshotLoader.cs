using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;

namespace Polymasq.Node.Stores;

/// <summary>Gives the entries of a file back to the shards, to each one portion at a time, so that queries come between.</summary>
/// <param name="shards">With all actors attached.</param>
/// <param name="serveStaleSeconds">dns.cache.serve-stale.</param>
/// <param name="system">The clock for waiting.</param>
/// <param name="protocol">The clock for TTLs.</param>
/// <param name="log">Hears how it went.</param>
internal sealed class CacheSnapshotLoader(CacheShards shards, uint serveStaleSeconds, TimeProvider system, TimeProvider protocol, ILogger log)
{
    /// <summary>Seconds by which a clock may have been set back since the file was written; more, and nobody knows how old it is.</summary>
    public const long ClockStepSecondsMax = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // with a shard that does not answer
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private long _restored;

    /// <summary>Loads what can be loaded. A file that is missing is no trouble, any other trouble is logged.</summary>
    /// <returns>How many entries were restored.</returns>
    /// <exception cref="OperationCanceledException">The end came before it was done.</exception>
    public async Task<long> LoadAsync(string path, CancellationToken ending)
    {
        try
        {
            if (CacheSnapshotReader.TryOpen(path, out CacheSnapshotReader? reader, out string fault))
            {
                using (reader) await LoadAsync(path, reader, ending).ConfigureAwait(false);
            }
            else if (fault.Length > 0)
            {
                StoreLog.CacheIgnored(log, path, fault);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            StoreLog.CachePartlyRestored(log, _restored, path, failure.Message);
        }

        return _restored;
    }

    private async Task LoadAsync(string path, CacheSnapshotReader reader, CancellationToken ending)
    {
        long now = protocol.GetUtcNow().ToUnixTimeSeconds();
        if (reader.Header.WrittenAt > now + ClockStepSecondsMax)
        {
            StoreLog.CacheIgnored(log, path, "is from a later time than the clock shows");
            return;
        }

        CacheImport import = new(shards, serveStaleSeconds, (uint)now);
        while (TryTakeNext(reader, import, out CachePortion? full))
        {
            if (full is not null) await RestoreAsync(full, ending).ConfigureAwait(false);
        }

        foreach (CachePortion rest in import.TakeRest()) await RestoreAsync(rest, ending).ConfigureAwait(false);
        StoreLog.CacheRestored(log, _restored, path, import.Expired + import.Broken);
    }

    private static bool TryTakeNext(CacheSnapshotReader reader, CacheImport import, out CachePortion? full)
    {
        ReadOnlySpan<byte> entry = reader.Next();
        full = entry.IsEmpty ? null : import.Add(entry);
        return !entry.IsEmpty;
    }

    private async Task RestoreAsync(CachePortion portion, CancellationToken ending)
    {
        IActorRef<CacheShardMessage> shard = shards.ActorOf(portion.Shard);
        while (true)
        {
            ending.ThrowIfCancellationRequested();
            try
            {
                _restored += await shard
                    .Ask<CacheShardMessage, int>(reply => CacheShardMessage.Restore(new CacheRestore(portion, reply)), Patience, system)
                    .WaitAsync(ending).ConfigureAwait(false);
                return;
            }
            catch (InvalidOperationException) when (!shard.IsTerminated)
            {
                await Task.Delay(RetryPause, system, ending).ConfigureAwait(false); // its mailbox is full of queries, which come first
            }
        }
    }
}

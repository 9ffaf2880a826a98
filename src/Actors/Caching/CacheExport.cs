namespace Polymasq.Actors.Caching;

/// <summary>
/// Walks all tables and copies what is worth having after a restart. From any thread, while the shards work: they are not asked,
/// and no entry counts as read. An entry that moves meanwhile may be missed.
/// </summary>
/// <param name="shards">The cache.</param>
/// <param name="serveStaleSeconds">See <see cref="CacheShardSettings.ServeStaleSeconds"/>.</param>
/// <param name="now">Seconds since 1970 by the protocol's clock.</param>
public sealed class CacheExport(CacheShards shards, uint serveStaleSeconds, uint now)
{
    /// <summary>The longest entry, in bytes.</summary>
    public const int EntryBytesMax = CacheTable.EntryBytesMax;

    private bool _inMain = true; // first what has been read more than once: if there is less room later, the rest is missed less
    private int _shard;
    private int _slot; // of all slots of the table

    /// <summary>Copies the next entry.</summary>
    /// <param name="entry">At least <see cref="EntryBytesMax"/> bytes.</param>
    /// <returns>Its length, a multiple of 8; 0 when there is none left.</returns>
    public int CopyNext(Span<byte> entry)
    {
        while (true)
        {
            CacheTable table = shards.TableOf(_shard);
            while (_slot < table.Index.SlotCount)
            {
                (int bucket, int slot) = Math.DivRem(_slot++, CacheBucket.SlotCount);
                int length = table.TryCopyAt(bucket, slot, _inMain, entry);
                if (length > 0 && StoredEntry.IsWorthKeeping(entry[..length], now, serveStaleSeconds)) return length;
            }

            if (_shard == shards.Count - 1 && !_inMain) return 0;
            _inMain ^= _shard == shards.Count - 1;
            _shard = (_shard + 1) % shards.Count;
            _slot = 0;
        }
    }
}

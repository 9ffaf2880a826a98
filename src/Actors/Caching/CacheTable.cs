using System.Diagnostics;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>
/// The cached responses of one shard: bytes in two logs and an index. One thread writes, any thread reads without lock and
/// without allocation. Bounded in bytes, everything included.
/// </summary>
/// <remarks>
/// Eviction is S3-FIFO. What is new goes into the small log (a tenth). What leaves it unread is dropped, once the main log is
/// full, and remembered as a ghost; what was read, or comes back while its ghost is remembered, goes to the main log, whose oldest
/// entries get another round if they were read since. So names that are asked once, however many, push nothing useful out.
/// <para>A reader copies an entry and then checks its bucket's version: an entry's bytes are overwritten only after the version
/// of the bucket that listed it has moved. See <see cref="CacheBucket"/>.</para>
/// </remarks>
internal sealed class CacheTable
{
    /// <summary>The longest entry, in bytes: any message with the places of its TTLs and what upstream says about it.</summary>
    public const int EntryBytesMax = 77 * 1024;

    // One insertion may push this many read entries round the main log; then the next is dropped although it was read,
    // so that no single insertion takes long.
    private const int RoundsMax = 32;

    private const int MemoryLine = 64; // what a processor fetches at once; an entry has two or three of them

    private readonly CacheIndex _index;
    private readonly GhostList _ghosts;
    private readonly RingLog _small;
    private readonly RingLog _main;

    /// <param name="bytesMax">Index, logs and ghosts together; at least 64 KiB, at most 2 GiB.</param>
    public CacheTable(long bytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesMax, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytesMax, 2L * 1024 * 1024 * 1024);
        BytesMax = bytesMax;
        _index = new CacheIndex((int)(bytesMax / 7)); // a slot for each 64 bytes: fuller than 60 % it would lose entries
        _ghosts = new GhostList((int)(bytesMax / 32));
        int logs = (int)(bytesMax - _index.Bytes - _ghosts.Bytes);
        _small = new RingLog(logs / 10);
        _main = new RingLog(logs - (logs / 10));
        EntryBytesLimit = Math.Min(EntryBytesMax, _small.Capacity / 4);
    }

    public long BytesMax { get; }

    /// <summary>Bytes in use: the whole index, and of the logs what holds entries.</summary>
    public long BytesUsed => _index.Bytes + _ghosts.Bytes + (long)_small.Used + _main.Used;

    /// <summary>The longest entry that this table takes.</summary>
    public int EntryBytesLimit { get; }

    /// <summary>Entries that can be found.</summary>
    public int Count { get; private set; }

    public long Insertions { get; private set; }

    /// <summary>Entries dropped for room, expired ones included.</summary>
    public long Evictions { get; private set; }

    internal CacheIndex Index => _index;

    /// <summary>Copies the entry of a question, expired or not. Callable from any thread.</summary>
    /// <param name="key">The question.</param>
    /// <param name="entry">At least <see cref="EntryBytesMax"/> bytes.</param>
    /// <returns>The entry's length; 0 when it is not there, or was being changed twice in a row.</returns>
    public int TryCopy(in QuestionKey key, Span<byte> entry) => TryCopy(key, entry, out _);

    /// <summary>The same.</summary>
    /// <param name="wasRead">The entry has been copied before.</param>
    public int TryCopy(in QuestionKey key, Span<byte> entry, out bool wasRead)
    {
        int first = _index.FirstOf(key.Hash);
        int length = TryCopyFrom(ref _index[first], key, entry, out wasRead);
        return length != 0 ? length : TryCopyFrom(ref _index[_index.SecondOf(key.Hash)], key, entry, out wasRead);
    }

    /// <summary>Reads where a question would be listed, so that the memory is near when a copy is asked for. Callable from any thread.</summary>
    /// <returns>Nothing of meaning; keep it, or the compiler sees that nothing need be read.</returns>
    public uint TouchIndex(ulong hash) => Volatile.Read(ref _index[_index.FirstOf(hash)].Version);

    /// <summary>The same for the entry itself, as far as its first lines of memory; best after <see cref="TouchIndex"/> of the whole batch.</summary>
    /// <returns>As there.</returns>
    public uint TouchEntry(ulong hash)
    {
        ref CacheBucket bucket = ref _index[_index.FirstOf(hash)];
        for (int slot = 0; slot < CacheBucket.SlotCount; slot++)
        {
            ulong value = bucket.Slots[slot];
            if (!CacheSlot.Matches(value, hash)) continue;
            ReadOnlySpan<byte> log = LogOf(value).Bytes;
            int at = CacheSlot.PositionOf(value);
            return (uint)(log[at] + log[Math.Min(at + MemoryLine, log.Length - 1)] + log[Math.Min(at + (2 * MemoryLine), log.Length - 1)]);
        }

        return 0;
    }

    /// <summary>Copies what a slot lists, if that lies in the log asked for. Callable from any thread; leaves no mark.</summary>
    /// <param name="bucket">Of the index.</param>
    /// <param name="slot">Of the bucket.</param>
    /// <param name="inMain">Which log.</param>
    /// <param name="entry">At least <see cref="EntryBytesMax"/> bytes.</param>
    /// <returns>The entry's length; 0 when there is none, or it was being changed twice in a row.</returns>
    public int TryCopyAt(int bucket, int slot, bool inMain, Span<byte> entry)
    {
        ref CacheBucket listed = ref _index[bucket];
        for (int attempt = 0; attempt < 2; attempt++)
        {
            uint version = Volatile.Read(ref listed.Version);
            if ((version & 1) != 0) continue;
            ulong value = listed.Slots[slot];
            int length = value != 0 && CacheSlot.IsInMain(value) == inMain ? Copy(value, entry) : 0;
            Volatile.ReadBarrier();
            if (listed.Version == version) return length;
        }

        return 0;
    }

    /// <summary>Stores an entry, in place of one for the same question. The owner's thread only, as all that follows.</summary>
    public bool Put(ReadOnlySpan<byte> entry)
    {
        Debug.Assert(entry.Length % EntryHeader.UnitLength == 0);
        if (entry.Length > EntryBytesLimit) return false;
        ulong hash = EntryHeader.Read(entry).Hash;
        bool known = _index.TryFind(hash, out int bucket, out int slot)
            && (CacheSlot.IsInMain(_index[bucket].Slots[slot]) || _index[bucket].IsMarked(slot));
        bool toMain = _ghosts.Remove(hash) | known;

        if (toMain) MakeRoomInMain(entry.Length);
        else MakeRoomInSmall(entry.Length);
        int at = (toMain ? _main : _small).Append(entry);
        Publish(hash, CacheSlot.Make(hash, toMain, at));
        Insertions++;
        return true;
    }

    /// <summary>Stores an entry from before a restart, unless its question is known by now or something else would have to go for it.</summary>
    public bool TryRestore(ReadOnlySpan<byte> entry)
    {
        if (entry.Length > EntryBytesLimit) return false;
        ulong hash = EntryHeader.Read(entry).Hash;
        bool toMain = _main.HasRoom(entry.Length); // it was worth keeping then: it need not prove that again
        if (!toMain && !_small.HasRoom(entry.Length)) return false;
        if (_index.TryFind(hash, out int bucket, out int slot) || !_index.FindRoom(hash, out bucket, out slot)) return false;
        int at = (toMain ? _main : _small).Append(entry);
        Set(bucket, slot, CacheSlot.Make(hash, toMain, at));
        Count++;
        return true;
    }

    public bool Remove(in QuestionKey key)
    {
        if (!_index.TryFind(key.Hash, out int bucket, out int slot)) return false;
        RemoveAt(bucket, slot);
        return true;
    }

    /// <summary>Removes what a slot lists.</summary>
    public void RemoveAt(int bucket, int slot)
    {
        Set(bucket, slot, 0);
        Count--;
    }

    /// <summary>What a slot lists; empty when it is free. Good until the next change.</summary>
    public ReadOnlySpan<byte> EntryAt(int bucket, int slot)
    {
        ulong value = _index[bucket].Slots[slot];
        if (value == 0) return default;
        ReadOnlySpan<byte> log = LogOf(value).Bytes[CacheSlot.PositionOf(value)..];
        return log[..EntryHeader.Read(log).Bytes];
    }

    /// <summary>Changes the header of a stored entry: its lifetime and flags, never its lengths.</summary>
    public bool TryUpdate(in QuestionKey key, uint lifetime, EntryFlags flags)
    {
        if (!_index.TryFind(key.Hash, out int at, out int slot)) return false;
        ref CacheBucket bucket = ref _index[at];
        ulong value = bucket.Slots[slot];
        Span<byte> entry = LogOf(value).Writable(CacheSlot.PositionOf(value));
        EntryHeader header = EntryHeader.Read(entry);
        header.Lifetime = lifetime;
        header.Flags = flags | (header.Flags & EntryFlags.Lasting);
        bucket.BeginChange();
        header.Write(entry);
        bucket.EndChange();
        return true;
    }

    public void Clear()
    {
        for (int at = 0; at < _index.BucketCount; at++)
        {
            ref CacheBucket bucket = ref _index[at];
            bucket.BeginChange();
            bucket.Slots = default;
            bucket.Marks = 0;
            bucket.EndChange();
        }

        _small.Clear();
        _main.Clear();
        _ghosts.Clear();
        Count = 0;
    }

    private int TryCopyFrom(ref CacheBucket bucket, in QuestionKey key, Span<byte> entry, out bool wasRead)
    {
        wasRead = false;
        for (int attempt = 0; attempt < 2; attempt++)
        {
            uint version = Volatile.Read(ref bucket.Version);
            if ((version & 1) != 0) continue;
            int length = CopyMatch(ref bucket, key.Hash, entry, out int slot);
            Volatile.ReadBarrier(); // what was copied must have been read before the version is looked at again
            if (bucket.Version != version) continue;
            if (length == 0 || !IsFor(key, entry)) return 0;
            wasRead = bucket.IsMarked(slot);
            bucket.Mark(slot);
            return length;
        }

        return 0;
    }

    // What is read here may be overwritten meanwhile: nothing of it is believed before the version was checked.
    private int CopyMatch(ref CacheBucket bucket, ulong hash, Span<byte> entry, out int slot)
    {
        for (slot = 0; slot < CacheBucket.SlotCount; slot++)
        {
            ulong value = bucket.Slots[slot];
            if (CacheSlot.Matches(value, hash)) return Copy(value, entry);
        }

        return 0;
    }

    private int Copy(ulong value, Span<byte> entry)
    {
        ReadOnlySpan<byte> log = LogOf(value).Bytes[CacheSlot.PositionOf(value)..];
        int length = EntryHeader.Read(log).Bytes;
        if (length < EntryHeader.Length || length > Math.Min(log.Length, entry.Length)) return 0;
        log[..length].CopyTo(entry);
        return length;
    }

    private static bool IsFor(in QuestionKey key, ReadOnlySpan<byte> entry)
    {
        EntryHeader header = EntryHeader.Read(entry);
        return header.Hash == key.Hash && header.Bits == key.Bits
            && entry[(EntryHeader.Length + DnsHeader.Size)..].StartsWith(key.Question);
    }

    private void MakeRoomInSmall(int length)
    {
        while (!_small.HasRoom(length) && _small.Pop(out int at, out EntryHeader header))
        {
            if (!_index.TryFind(header.Hash, CacheSlot.Make(header.Hash, inMain: false, at), out int bucket, out int slot)) continue; // replaced
            // What nobody has asked for again is kept as well while the main log has room that nobody needs.
            if (_main.HasRoom(header.Bytes) || (_index[bucket].IsMarked(slot) && MakeRoomInMain(header.Bytes)))
            {
                // Making room may have changed other slots, never this one: it lies in the small log.
                Move(bucket, slot, header.Hash, _small.Entry(at, header));
                continue;
            }

            _ghosts.Add(header.Hash);
            Evict(bucket, slot);
        }
    }

    private bool MakeRoomInMain(int length)
    {
        int rounds = 0;
        while (!_main.HasRoom(length))
        {
            if (!_main.Pop(out int at, out EntryHeader header)) return false;
            if (!_index.TryFind(header.Hash, CacheSlot.Make(header.Hash, inMain: true, at), out int bucket, out int slot)) continue; // replaced
            if (_index[bucket].IsMarked(slot) && rounds++ < RoundsMax && _main.HasRoom(header.Bytes))
                Move(bucket, slot, header.Hash, _main.Entry(at, header));
            else
                Evict(bucket, slot);
        }

        return true;
    }

    // The version stays odd while bytes move: the new place may overlap the old one.
    private void Move(int bucketAt, int slot, ulong hash, ReadOnlySpan<byte> entry)
    {
        ref CacheBucket bucket = ref _index[bucketAt];
        bucket.BeginChange();
        bucket.Slots[slot] = CacheSlot.Make(hash, inMain: true, _main.Append(entry));
        bucket.Unmark(slot);
        bucket.EndChange();
    }

    private void Publish(ulong hash, ulong value)
    {
        if (_index.TryFind(hash, out int bucket, out int slot))
        {
            Set(bucket, slot, value);
            return;
        }

        if (_index.FindRoom(hash, out bucket, out slot)) Count++;
        else Evictions++;
        Set(bucket, slot, value);
    }

    private void Evict(int bucket, int slot)
    {
        Set(bucket, slot, 0);
        Count--;
        Evictions++;
    }

    private void Set(int bucketAt, int slot, ulong value)
    {
        ref CacheBucket bucket = ref _index[bucketAt];
        bucket.BeginChange();
        bucket.Slots[slot] = value;
        bucket.Unmark(slot);
        bucket.EndChange();
    }

    private RingLog LogOf(ulong slot) => CacheSlot.IsInMain(slot) ? _main : _small;
}

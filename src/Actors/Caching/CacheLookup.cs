using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Looks questions up in the tables of all shards, for one reader. What it finds is a copy of its own.</summary>
internal sealed class CacheLookup(CacheShards shards)
{
    private readonly byte[] _entry = new byte[CacheTable.EntryBytesMax];
    private ResponsePolicy _policy = ResponsePolicy.Default;
    private uint _now;

    /// <summary>What was found last.</summary>
    public ReadOnlySpan<byte> Entry => _entry;

    /// <summary>What was found last is past its TTL (RFC 8767).</summary>
    public bool IsStale { get; private set; }

    /// <summary>What was found last should be fetched anew.</summary>
    public bool IsDue { get; private set; }

    /// <summary>TTLs above this are lowered to it.</summary>
    public uint TtlMaxSeconds => _policy.TtlMaxSeconds;

    /// <summary>What <see cref="Warm"/> has read; of no meaning. It is kept so that the reading cannot be left out.</summary>
    internal uint Touched { get; private set; }

    /// <summary>To be called before each batch of questions: they are answered as of this moment.</summary>
    /// <param name="now">Seconds since 1970 by the protocol's clock.</param>
    public void Begin(uint now)
    {
        _now = now;
        _policy = shards.Responses;
    }

    /// <summary>Has what is known of the first <paramref name="count"/> questions brought into the processor's caches, for all of them at once.</summary>
    public void Warm(QuestionBatch batch, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (batch.Status(i) == DnsQueryStatus.Ok) Touched ^= TableOf(batch.HashOf(i)).TouchIndex(batch.HashOf(i));
        }

        for (int i = 0; i < count; i++)
        {
            if (batch.Status(i) == DnsQueryStatus.Ok) Touched ^= TableOf(batch.HashOf(i)).TouchEntry(batch.HashOf(i));
        }
    }

    /// <summary>Finds what may be given out.</summary>
    public bool TryFind(in QuestionKey key)
    {
        if (TableOf(key.Hash).TryCopy(key, _entry, out bool wasRead) == 0) return false;
        EntryHeader header = EntryHeader.Read(_entry);
        uint age = CachedResponse.Age(header, _now);
        bool isOld = age >= header.Lifetime;
        if (isOld && !TryGiveOutStale(ref header, age)) return false;
        IsDue = isOld || (_policy.Prefetch && wasRead && age * 10UL >= header.Lifetime * 9UL && !header.IsRefreshing);
        IsStale = (header.Flags & EntryFlags.Stale) != 0;
        return true;
    }

    // use-stale-cache: at once, before anybody was asked. In our copy only: the table's entry is its shard's.
    private bool TryGiveOutStale(ref EntryHeader header, uint age)
    {
        if (_policy.StaleAtOnceSeconds == 0 || header.Kind == EntryKind.Failure) return false;
        if (age >= (ulong)CachedResponse.OriginalLifetime(_entry) + _policy.StaleAtOnceSeconds) return false;
        header.Flags |= EntryFlags.Stale;
        header.Write(_entry);
        return true;
    }

    private CacheTable TableOf(ulong hash) => shards.TableOf(shards.IndexOf(hash));
}

using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Tsig;

namespace Polymasq.Actors.Peers;

/// <summary>
/// Answers what other gateways ask at cluster.address: from the cache, or by handing the question to its shard, which asks
/// upstream and never another gateway. Local names are not looked at. What is not signed with the cluster's key gets no answer.
/// </summary>
/// <remarks>Each lane has one for itself. Allocates nothing and waits for nobody.</remarks>
/// <param name="shards">The cache.</param>
/// <param name="queries">Packets for queries that must wait; <see cref="PacketBytes"/> each are enough.</param>
/// <param name="settings">The cluster's key.</param>
/// <param name="staleSeconds">dns.cache.serve-stale in force.</param>
/// <param name="counters">This responder's own.</param>
/// <param name="protocol">The clock for TTLs and signatures.</param>
public sealed class PeerResponder(
    CacheShards shards, PacketPool queries, PeerSettings settings, Func<uint> staleSeconds, PeerCounters counters, TimeProvider protocol) : IDisposable
{
    private const int MacOffset = DnsResponder.PacketBytes;

    /// <summary>What a waiting query needs to keep: header, question, and the signature that goes into its response's.</summary>
    public const int PacketBytes = MacOffset + TsigMac.Length;

    private readonly TsigCodec _codec = settings.MakeCodec();
    private readonly ShardDoor _door = new(shards, queries);
    private readonly byte[] _key = new byte[QuestionHasher.BufferLength];
    private readonly byte[] _entry = new byte[CacheTable.EntryBytesMax];
    private uint _now;

    /// <summary>Reads the clock. To be called before each batch of queries: they are answered as of this moment.</summary>
    public void BeginBatch() => _now = (uint)protocol.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Answers a query, or sees to it that it is answered.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="origin">Copied if the query must wait.</param>
    /// <param name="response">At least <see cref="DnsResponder.UdpResponseBytesMax"/> bytes. Must not overlap the datagram.</param>
    /// <param name="length">Of the signed response, if there is one.</param>
    public DnsResponse Respond(ReadOnlySpan<byte> datagram, in QueryOrigin origin, Span<byte> response, out int length)
    {
        length = 0;
        if (_codec.Verify(datagram, [], _now, out TsigRecord tsig) != TsigStatus.Ok
            || DnsQueryReader.Read(datagram, out DnsQuery query) != DnsQueryStatus.Ok || query.Class != RecordClass.Internet)
        {
            counters.CountRejected();
            return DnsResponse.Dropped;
        }

        counters.CountQuery();
        QuestionFacts facts = FactsOf(query);
        length = TryAnswerFromCache(datagram, query, ref facts, response);
        if (length == 0 && query.Flags.IsRecursionDesired) return HandOver(datagram, facts, origin, tsig.Mac);
        if (length == 0)
        {
            counters.CountRefused();
            length = DnsErrorResponse.Write(datagram, query, Rcode.Refused, response, DnsResponder.UdpResponseBytesMax);
        }

        length = _codec.Sign(response, length, tsig.Mac, _now, out _);
        return length > 0 ? DnsResponse.Answered : DnsResponse.Dropped;
    }

    /// <summary>Signs the response to a query that had to wait. The same thread as <see cref="Respond"/>.</summary>
    /// <param name="query">As it was handed over.</param>
    /// <param name="response">The response and room for its signature.</param>
    /// <param name="length">Of the response.</param>
    /// <returns>The signed response's length; 0 when there is no room.</returns>
    public int Sign(Packet query, Span<byte> response, int length)
    {
        ArgumentNullException.ThrowIfNull(query);
        long now = protocol.GetUtcNow().ToUnixTimeSeconds();
        return _codec.Sign(response, length, query.Buffer.AsSpan(MacOffset, TsigMac.Length), now, out _);
    }

    private QuestionFacts FactsOf(in DnsQuery query) => new()
    {
        QuestionLength = query.QuestionLength,
        HasEdns = query.Edns.IsPresent,
        IsFromPeer = true,
        DnssecOk = query.Edns.DnssecOk,
        CheckingDisabled = query.Flags.IsCheckingDisabled,
        ResponseBytesMax = Math.Min(query.UdpPayloadSize, DnsResponder.UdpResponseBytesMax) - _codec.RecordLength,
    };

    private int TryAnswerFromCache(ReadOnlySpan<byte> datagram, in DnsQuery query, ref QuestionFacts facts, Span<byte> response)
    {
        QuestionKey key = shards.Hasher.Read(datagram.Slice(DnsHeader.Size, facts.QuestionLength), facts.KeyBits, _key);
        facts.Hash = key.Hash;
        if (shards.TableOf(shards.IndexOf(key.Hash)).TryCopy(key, _entry) == 0) return 0;
        EntryHeader header = EntryHeader.Read(_entry);
        bool isCacheOnly = !query.Flags.IsRecursionDesired;
        if (isCacheOnly && header.Kind == EntryKind.Failure) return 0; // that we have no answer is no answer
        if (!CachedResponse.IsFresh(header, _now) && (!isCacheOnly || !TryRevive(header))) return 0;
        counters.CountHit();
        return CachedResponse.Write(_entry, datagram, facts, _now, response);
    }

    // RFC 8767: who asks for what we have cannot get it from upstream. In our copy only: the table's entry is its shard's.
    private bool TryRevive(EntryHeader header)
    {
        if (CachedResponse.Age(header, _now) >= (ulong)CachedResponse.OriginalLifetime(_entry) + staleSeconds()) return false;
        header.Flags |= EntryFlags.Stale;
        header.Write(_entry);
        return true;
    }

    private DnsResponse HandOver(ReadOnlySpan<byte> datagram, in QuestionFacts facts, in QueryOrigin origin, ReadOnlySpan<byte> mac)
    {
        bool isTaken = _door.TryTake(datagram, facts, origin, mac);
        if (isTaken) counters.CountMiss();
        else counters.CountDropped();
        return isTaken ? DnsResponse.Pending : DnsResponse.Dropped;
    }

    public void Dispose() => _codec.Dispose();
}

using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Listeners;

/// <summary>What became of a query.</summary>
public enum DnsResponse : byte
{
    /// <summary>Send nothing: no query, or no room for it. Counted.</summary>
    Dropped,

    /// <summary>The response is there to be sent.</summary>
    Answered,

    /// <summary>A shard has it. The answer comes through a sink, at the latest after some seconds.</summary>
    Pending,
}

/// <summary>
/// The way of every query, whatever it came through: errors, local names, cache, or on to the shard of its name. Each lane
/// and each TCP session has one for itself. Allocates nothing and waits for nobody.
/// </summary>
/// <param name="shards">The cache.</param>
/// <param name="localNames">What is answered before the cache is looked at.</param>
/// <param name="queries">Packets for queries that must wait; <see cref="PacketBytes"/> each are enough.</param>
/// <param name="counters">This responder's own.</param>
/// <param name="protocol">The clock for TTLs.</param>
/// <param name="log">Told each query, if asked for; null for nobody.</param>
/// <param name="guard">Knows cookies and rates; null for neither.</param>
/// <param name="identity">Knows what we tell of ourselves; null for nothing.</param>
/// <param name="batchCapacity">Queries that can be read before the first of them is answered.</param>
public sealed class DnsResponder(
    CacheShards shards, ILocalNames localNames, PacketPool queries, ListenerCounters counters, TimeProvider protocol,
    QueryLog? log = null, ClientGuard? guard = null, ServerIdentity? identity = null, int batchCapacity = 1)
{
    /// <summary>What a waiting query needs to keep: header and question.</summary>
    public const int PacketBytes = DnsHeader.Size + QuestionKey.LengthMax + 1;

    /// <summary>The largest response over UDP, in bytes: what does not fit goes over TCP, never in fragments.</summary>
    public const int UdpResponseBytesMax = CachedResponse.UdpPayloadSize;

    private readonly QuestionBatch _batch = new(batchCapacity, shards.Hasher);
    private readonly CacheLookup _cache = new(shards);
    private readonly ShardDoor _door = new(shards, queries);
    private readonly Refusals _refusals = new(counters);
    private readonly ResponseExtras _extras = new();
    private readonly AliasedResponse _aliased = new();
    private byte[] _target = []; // the question for the name that an alias leads to; made when first needed
    private uint _now;

    /// <summary>Reads the clock. To be called before each batch of queries: they are answered as of this moment.</summary>
    public void BeginBatch()
    {
        _now = (uint)protocol.GetUtcNow().ToUnixTimeSeconds();
        _cache.Begin(_now);
    }

    /// <summary>Reads a query of a batch. It can be answered once then, by the same number.</summary>
    public void Read(int index, ReadOnlySpan<byte> datagram) => _batch.Read(index, datagram);

    /// <summary>Has what the cache knows of the first <paramref name="count"/> queries that were read brought into the processor's caches.</summary>
    public void Warm(int count) => _cache.Warm(_batch, count);

    /// <summary>Answers a query, or sees to it that it is answered.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="origin">Copied if the query must wait.</param>
    /// <param name="response">At least <see cref="UdpResponseBytesMax"/> bytes for UDP, 65,535 for TCP. Must not overlap the datagram.</param>
    /// <param name="length">Of the response, if there is one.</param>
    public DnsResponse Respond(ReadOnlySpan<byte> datagram, in QueryOrigin origin, Span<byte> response, out int length)
    {
        Read(0, datagram);
        return Respond(0, datagram, origin, response, out length);
    }

    /// <summary>The same for one of a batch.</summary>
    /// <param name="index">Under which it was read.</param>
    public DnsResponse Respond(int index, ReadOnlySpan<byte> datagram, in QueryOrigin origin, Span<byte> response, out int length)
    {
        DnsResponse outcome = Respond(index, datagram, origin, response, out length, out AnswerOrigin from);
        if (log is { IsOn: true }) log.Queried(datagram, origin, outcome, from, response[..length]);
        return outcome;
    }

    private DnsResponse Respond(int index, ReadOnlySpan<byte> datagram, in QueryOrigin origin, Span<byte> response, out int length, out AnswerOrigin from)
    {
        from = default; // a refusal
        counters.CountQuery();
        length = 0;
        DnsQueryStatus status = _batch.Status(index);
        ref readonly DnsQuery query = ref _batch.Query(index);
        if (status != DnsQueryStatus.Ok)
        {
            if (guard is null || origin.Stream is not null || guard.Allows(origin)) return Said(length = _refusals.Write(datagram, query, status, response));
            counters.CountIgnored();
            return DnsResponse.Dropped;
        }

        QuestionFacts facts = FactsOf(query, isStream: origin.Stream is not null);
        bool isProven = query.Edns.CookieLength > 0 && guard is not null && TakeCookie(datagram, query, ref facts, origin);
        if (guard is not null && !isProven && origin.Stream is null && !guard.Allows(origin))
            return Said(length = _refusals.Limit(datagram, query, facts, guard.Slip, response));

        if (query.Edns.WantsNsid && identity?.Nsid is { } nsid) (facts.Extras ??= _extras.Clear()).Nsid = nsid;
        QuestionKey key = _batch.Key(index);
        facts.Hash = key.Hash;
        // dns-loop-detect: what we ask upstream has come to us. Whoever forwards it hears that it should look elsewhere.
        if (query.Type == RecordType.TXT && shards.Loops.IsOn && shards.Loops.Catches(key.Name))
            return Said(length = _refusals.Write(datagram, query, facts, Rcode.Refused, response));

        length = TryAnswerLocally(datagram, query, key.Name, ref facts, origin, response, ref from);
        if (length > 0) return from.Local is LocalSource.Alias or LocalSource.AliasToOtherType ? Follow(datagram, facts, origin, response, ref length, ref from) : DnsResponse.Answered;
        if (query is { Type: RecordType.ANY, Class: RecordClass.Internet })
        {
            from = new AnswerOrigin(AnswerSource.Local);
            length = MinimalAny.Write(datagram, query, facts, UdpResponseBytesMax, response);
            return DnsResponse.Answered;
        }

        if (!IsForUpstream(query.Type, query.Class)) return Identify(datagram, query, facts, response, out length, ref from);

        if (!TryFindCached(datagram, key, facts, ref from)) return HandOver(datagram, facts, origin);
        length = CachedResponse.Write(_cache.Entry, datagram, facts, _now, response, _cache.TtlMaxSeconds);
        return DnsResponse.Answered;
    }

    private static QuestionFacts FactsOf(in DnsQuery query, bool isStream) => new()
    {
        QuestionLength = query.QuestionLength,
        HasEdns = query.Edns.IsPresent,
        DnssecOk = query.Edns.DnssecOk,
        CheckingDisabled = query.Flags.IsCheckingDisabled,
        ResponseBytesMax = isStream ? ushort.MaxValue : Math.Min(query.UdpPayloadSize, UdpResponseBytesMax),
    };

    private bool TakeCookie(ReadOnlySpan<byte> datagram, in DnsQuery query, ref QuestionFacts facts, in QueryOrigin origin)
    {
        facts.Extras ??= _extras.Clear();
        facts.Extras.HasCookie = true;
        return guard!.TakeCookie(datagram, query, origin, _now, facts.Extras.Cookie);
    }

    // Zone transfers and transaction keys are between servers; other classes than IN have no upstream.
    internal static bool IsForUpstream(RecordType type, RecordClass @class) =>
        @class == RecordClass.Internet && type is not (RecordType.AXFR or RecordType.IXFR or RecordType.TKEY or RecordType.TSIG or RecordType.OPT);

    private static DnsResponse Said(int length) => length > 0 ? DnsResponse.Answered : DnsResponse.Dropped;

    // Of what is not for upstream, only questions about ourselves may have an answer.
    private DnsResponse Identify(ReadOnlySpan<byte> datagram, in DnsQuery query, in QuestionFacts facts, Span<byte> response, out int length, ref AnswerOrigin from)
    {
        length = identity is null ? 0 : identity.TryAnswer(datagram, query, response[..(facts.ResponseBytesMax - facts.OptLength)]);
        if (length == 0) return Said(length = _refusals.Write(datagram, query, facts, Rcode.Refused, response));
        counters.CountLocal();
        from = new AnswerOrigin(AnswerSource.Local);
        if (!facts.HasEdns) return DnsResponse.Answered;
        length += facts.WriteOpt(response[length..facts.ResponseBytesMax], UdpResponseBytesMax);
        response[DnsHeader.Size - 1]++; // ARCOUNT
        return DnsResponse.Answered;
    }

    private int TryAnswerLocally(
        ReadOnlySpan<byte> datagram, in DnsQuery query, ReadOnlySpan<byte> name, ref QuestionFacts facts, in QueryOrigin origin, Span<byte> response, ref AnswerOrigin from)
    {
        int optLength = facts.OptLength;
        int length = localNames.TryAnswer(datagram, query, name, origin, response[..(facts.ResponseBytesMax - optLength)], out LocalSource source);
        facts.IsKnownName = source is LocalSource.OtherType or LocalSource.AliasToOtherType;
        if (length == 0) return 0;
        from = new AnswerOrigin(AnswerSource.Local, source);
        if (source is LocalSource.Alias or LocalSource.AliasToOtherType) return length;
        counters.CountLocal();
        if (!facts.HasEdns) return length;
        Span<byte> opt = response[length..facts.ResponseBytesMax];
        facts.WriteOpt(opt, UdpResponseBytesMax);
        response[DnsHeader.Size - 1]++; // ARCOUNT
        // RFC 8914 §4.16: whoever wonders why a name is gone learns that we took it away.
        int reason = source == LocalSource.Blocklist ? new ExtendedError(ExtendedErrorCode.Blocked, "blocklist"u8).AppendTo(opt) : 0;
        return length + optLength + reason;
    }

    // An alias of ours leads to a name that is not: that one is looked up as if it had been asked for, and its answer goes behind the alias.
    private DnsResponse Follow(ReadOnlySpan<byte> datagram, QuestionFacts facts, in QueryOrigin origin, Span<byte> response, ref int length, ref AnswerOrigin from)
    {
        facts.Extras ??= _extras.Clear();
        facts.Extras.BeginWith(response[..length], facts.QuestionLength);
        if (_target.Length == 0) _target = new byte[PacketBytes];
        ReadOnlySpan<byte> target = facts.Extras.WriteTarget(datagram, _target);
        facts.QuestionLength = target.Length - DnsHeader.Size;
        QuestionKey key = shards.Hasher.Read(target[DnsHeader.Size..], facts.KeyBits, stackalloc byte[QuestionHasher.BufferLength]);
        facts.Hash = key.Hash;
        length = 0;
        if (!TryFindCached(target, key, facts, ref from)) return HandOver(target, facts, origin);
        length = _aliased.Write(_cache.Entry, target, facts, _now, response, _cache.TtlMaxSeconds);
        return DnsResponse.Answered;
    }

    private DnsResponse HandOver(ReadOnlySpan<byte> datagram, in QuestionFacts facts, in QueryOrigin origin)
    {
        bool isTaken = _door.TryTake(datagram, facts, origin);
        if (isTaken) counters.CountMiss();
        else counters.CountDropped();
        return isTaken ? DnsResponse.Pending : DnsResponse.Dropped;
    }

    private bool TryFindCached(ReadOnlySpan<byte> datagram, in QuestionKey key, in QuestionFacts facts, ref AnswerOrigin from)
    {
        if (!_cache.TryFind(key)) return false;
        if (_cache.IsDue) _door.Refresh(datagram, facts);
        counters.CountHit(_cache.IsStale);
        from = new AnswerOrigin(_cache.IsStale ? AnswerSource.Stale : AnswerSource.Cache);
        return true;
    }
}

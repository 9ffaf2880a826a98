using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>The way from an entry to all who wait for it. Whatever it answers it gives back to its pool.</summary>
internal sealed class ClientAnswers(IReplySink lane, IReplySink? peers, QueryLog? log, ShardClock clock, ShardCounters counters)
{
    private readonly byte[] _response = new byte[ushort.MaxValue];
    private readonly AliasedResponse _aliased = new();

    /// <summary>The largest TTL that a client is given. Other gateways are told the truth.</summary>
    public uint TtlMaxSeconds { get; set; } = uint.MaxValue;

    public void AddWaiter(Resolution resolution, Packet query)
    {
        resolution.AddWaiter(query);
        counters.CountWaiting(1);
    }

    /// <param name="by">The server that was asked for this; null when it was there already.</param>
    public void Answer(Packet query, ReadOnlySpan<byte> entry, UpstreamServer? by = null)
    {
        query.Answered = OriginOf(EntryHeader.Read(entry), by);
        uint ttlMax = query.Facts.IsFromPeer ? uint.MaxValue : TtlMaxSeconds;
        int length = query.Facts.HasAliases
            ? _aliased.Write(entry, query.Message, query.Facts, clock.Seconds, _response, ttlMax)
            : CachedResponse.Write(entry, query.Message, query.Facts, clock.Seconds, _response, ttlMax);
        IReplySink way = query.Facts.IsFromPeer ? peers! : query.Origin.Stream ?? lane;
        way.Send(query, _response.AsSpan(0, length));
        if (log is { IsOn: true } && !query.Facts.IsFromPeer) log.Replied(query, _response.AsSpan(0, length));
        query.Release();
    }

    public void AnswerAll(Resolution resolution, ReadOnlySpan<byte> entry)
    {
        Packet? query = resolution.TakeWaiters();
        while (query is not null)
        {
            Packet? next = query.Next;
            Answer(query, entry, resolution.AnsweredBy);
            counters.CountWaiting(-1);
            query = next;
        }
    }

    /// <summary>Answers the other gateways among those who wait; clients go on waiting.</summary>
    public void AnswerPeers(Resolution resolution, ReadOnlySpan<byte> entry)
    {
        Packet? query = resolution.TakeWaiters();
        while (query is not null)
        {
            Packet? next = query.Next;
            if (query.Facts.IsFromPeer)
            {
                Answer(query, entry);
                counters.CountWaiting(-1);
            }
            else
            {
                resolution.AddWaiter(query);
            }

            query = next;
        }
    }

    /// <summary>Gives back the packets of all who wait, unanswered: the shard ends.</summary>
    public void ReleaseAll(Resolution resolution)
    {
        Packet? query = resolution.TakeWaiters();
        while (query is not null)
        {
            Packet? next = query.Next;
            query.Release();
            counters.CountWaiting(-1);
            query = next;
        }
    }

    private static AnswerOrigin OriginOf(in EntryHeader header, UpstreamServer? by)
    {
        if (header.Kind == EntryKind.Failure) return new AnswerOrigin(AnswerSource.Failure);
        if ((header.Flags & EntryFlags.Stale) != 0) return new AnswerOrigin(AnswerSource.Stale);
        if (by is null) return new AnswerOrigin(AnswerSource.Cache);
        return by.Gateway is { } gateway ? new AnswerOrigin(AnswerSource.Gateway, Server: gateway) : new AnswerOrigin(AnswerSource.Upstream, Server: by.Name);
    }

    public void Flush()
    {
        lane.Flush();
        peers?.Flush();
    }
}

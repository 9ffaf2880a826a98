using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Caching;

/// <summary>The way from an entry to all who wait for it. Whatever it answers it gives back to its pool.</summary>
internal sealed class ClientAnswers(IReplySink lane, QueryLog? log, ShardClock clock, ShardCounters counters)
{
    private readonly byte[] _response = new byte[ushort.MaxValue];

    public void AddWaiter(Resolution resolution, Packet query)
    {
        resolution.AddWaiter(query);
        counters.CountWaiting(1);
    }

    public void Answer(Packet query, ReadOnlySpan<byte> entry)
    {
        int length = CachedResponse.Write(entry, query.Message, query.Facts, clock.Seconds, _response);
        (query.Origin.Stream ?? lane).Send(query, _response.AsSpan(0, length));
        if (log is { IsOn: true }) log.Replied(query, _response.AsSpan(0, length));
        query.Release();
    }

    public void AnswerAll(Resolution resolution, ReadOnlySpan<byte> entry)
    {
        Packet? query = resolution.TakeWaiters();
        while (query is not null)
        {
            Packet? next = query.Next;
            Answer(query, entry);
            counters.CountWaiting(-1);
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

    public void Flush() => lane.Flush();
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Control;

/// <summary>A query and its answer, kept for those who follow.</summary>
internal sealed record SeenQuery(DateTimeOffset Time, IPAddress Client, string? Name, RecordType Type, Rcode? Rcode, AnswerOrigin From, TimeSpan Took);

/// <summary>
/// Hands queries to those who follow them. While nobody does, the log's follower is null and a query costs nothing here; otherwise what
/// passes a filter is copied into that follower's bounded queue, and what finds no room is counted.
/// </summary>
internal sealed class QueryFeed(QueryLog log, TimeProvider time) : IQueryFollower
{
    private readonly Lock _lock = new(); // taken when a follower comes and when it goes
    private ImmutableArray<QuerySubscription> _subscriptions = [];

    public void Saw(in QuerySighting sighting)
    {
        foreach (QuerySubscription subscription in _subscriptions) subscription.Offer(sighting, time);
    }

    /// <param name="filter">What is wanted.</param>
    /// <param name="room">Queries that may wait for a slow reader; more are lost to it, and counted.</param>
    public QuerySubscription Follow(QueryFilter filter, int room)
    {
        lock (_lock)
        {
            QuerySubscription subscription = new(this, filter, room);
            _subscriptions = _subscriptions.Add(subscription);
            log.Follower = this;
            return subscription;
        }
    }

    internal void Remove(QuerySubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = _subscriptions.Remove(subscription);
            if (_subscriptions.IsEmpty) log.Follower = null;
        }
    }
}

/// <summary>One who follows queries. Disposing ends it.</summary>
internal sealed class QuerySubscription(QueryFeed feed, QueryFilter filter, int room) : IDisposable
{
    private readonly Channel<SeenQuery> _queries = Channel.CreateBounded<SeenQuery>(new BoundedChannelOptions(room) { SingleReader = true });
    private long _lost;

    /// <summary>What is answered from now on; ends when this is disposed.</summary>
    public ChannelReader<SeenQuery> Queries => _queries.Reader;

    /// <summary>Takes the count of queries that were lost since it was taken last.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

    public void Dispose()
    {
        feed.Remove(this);
        _queries.Writer.TryComplete();
    }

    internal void Offer(in QuerySighting sighting, TimeProvider time)
    {
        if (!filter.Passes(sighting)) return;
        if (_queries.Reader.Count >= room || !_queries.Writer.TryWrite(Copy(sighting, time))) Interlocked.Increment(ref _lost);
    }

    private static SeenQuery Copy(in QuerySighting sighting, TimeProvider time)
    {
        ReadOnlySpan<byte> query = sighting.Query;
        bool hasName = DnsName.Read(query, Math.Min(DnsHeader.Size, query.Length), out DnsName name, out int length) == DnsReadStatus.Ok;
        bool hasType = hasName && query.Length >= DnsHeader.Size + length + sizeof(ushort);
        return new SeenQuery(
            time.GetUtcNow(),
            sighting.Origin.Peer.ToIPEndPoint().Address,
            hasName ? DnsNameText.FormatRelative(name) : null,
            hasType ? (RecordType)BinaryPrimitives.ReadUInt16BigEndian(query[(DnsHeader.Size + length)..]) : default,
            sighting.Response.Length >= DnsHeader.Size ? (Rcode)(sighting.Response[3] & 0x0F) : null,
            sighting.From,
            time.GetElapsedTime(sighting.Origin.ReceivedAt));
    }
}

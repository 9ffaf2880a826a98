using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Caching;

/// <summary>What a cache shard can be told. A value: the mailbox copies it and nothing is allocated.</summary>
public readonly record struct CacheShardMessage
{
    internal enum Verb : byte { None, Lookup, Reply, StreamReply, StreamFailed, Tick } // None is 0, so a default message is caught

    internal Verb What { get; private init; }

    /// <summary>Owned by the receiver, which hands it on or releases it exactly once.</summary>
    internal Packet? Packet { get; private init; }

    internal StreamTicket Ticket { get; private init; }

    /// <summary>A query that the table could not answer, from the responder.</summary>
    internal static CacheShardMessage Lookup(Packet query) => new() { What = Verb.Lookup, Packet = query };

    /// <summary>A datagram that came through one of the shard's upstream sockets; its packet's origin says from where.</summary>
    public static CacheShardMessage Reply(Packet reply) => new() { What = Verb.Reply, Packet = reply };

    /// <summary>The whole answer to a question over TCP.</summary>
    public static CacheShardMessage StreamReply(StreamTicket ticket, Packet reply) => new() { What = Verb.StreamReply, Ticket = ticket, Packet = reply };

    /// <summary>No answer over TCP: refused, cut off or timed out.</summary>
    public static CacheShardMessage StreamFailed(StreamTicket ticket) => new() { What = Verb.StreamFailed, Ticket = ticket };

    internal static CacheShardMessage Tick() => new() { What = Verb.Tick };
}

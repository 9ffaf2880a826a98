using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>What a cache shard can be told. A value: the mailbox copies it and nothing is allocated.</summary>
public readonly record struct CacheShardMessage
{
    // None is 0, so a default message is caught.
    internal enum Verb : byte { None, Lookup, Reply, StreamReply, StreamFailed, Tick, UpstreamsChanged, Probe, ProbeLoop, Configure, Show, Flush, Restore }

    internal Verb What { get; private init; }

    /// <summary>Owned by the receiver, which hands it on or releases it exactly once.</summary>
    internal Packet? Packet { get; private init; }

    internal StreamTicket Ticket { get; private init; }

    /// <summary>What the rarer messages carry.</summary>
    internal object? Subject { get; private init; }

    /// <summary>A datagram that came through one of the shard's upstream sockets; its packet's origin says from where.</summary>
    public static CacheShardMessage Reply(Packet reply) => new() { What = Verb.Reply, Packet = reply };

    /// <summary>The whole answer to a question over TCP.</summary>
    public static CacheShardMessage StreamReply(StreamTicket ticket, Packet reply) => new() { What = Verb.StreamReply, Ticket = ticket, Packet = reply };

    /// <summary>No answer over TCP: refused, cut off or timed out.</summary>
    public static CacheShardMessage StreamFailed(StreamTicket ticket) => new() { What = Verb.StreamFailed, Ticket = ticket };

    /// <summary>The configuration has changed. What is in the cache stays there with the lifetime it has.</summary>
    public static CacheShardMessage Configure(CacheShardSettings settings) => new() { What = Verb.Configure, Subject = settings };

    /// <summary>Asks for some of the entries.</summary>
    public static CacheShardMessage Show(CacheShow request) => new() { What = Verb.Show, Subject = request };

    /// <summary>Asks to forget entries.</summary>
    public static CacheShardMessage Flush(CacheFlush request) => new() { What = Verb.Flush, Subject = request };

    /// <summary>Gives back entries from before a restart.</summary>
    public static CacheShardMessage Restore(CacheRestore request) => new() { What = Verb.Restore, Subject = request };

    /// <summary>A query that the table could not answer, from the responder.</summary>
    internal static CacheShardMessage Lookup(Packet query) => new() { What = Verb.Lookup, Packet = query };

    /// <summary>The directory has another set of servers.</summary>
    internal static CacheShardMessage UpstreamsChanged() => new() { What = Verb.UpstreamsChanged };

    /// <summary>Asks a server something whose answer does not matter.</summary>
    internal static CacheShardMessage Probe(UpstreamServer server) => new() { What = Verb.Probe, Subject = server };

    /// <summary>Asks a server for something that it may ask us.</summary>
    internal static CacheShardMessage ProbeLoop(LoopProbe probe) => new() { What = Verb.ProbeLoop, Subject = probe };

    internal static CacheShardMessage Tick() => new() { What = Verb.Tick };
}

/// <summary>A question that goes to one server and must not come back.</summary>
/// <param name="Name">On the wire, in lower case.</param>
internal sealed record LoopProbe(UpstreamServer Server, byte[] Name);

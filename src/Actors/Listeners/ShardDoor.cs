using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Listeners;

/// <summary>Hands queries that must wait to the shard of their name, in packets of the pool.</summary>
internal sealed class ShardDoor(CacheShards shards, PacketPool queries)
{
    /// <param name="datagram">The query at least up to the end of its question, which is copied.</param>
    /// <param name="facts">What was read of it.</param>
    /// <param name="origin">Where the answer goes.</param>
    /// <param name="mac">Kept in the packet from <see cref="DnsResponder.PacketBytes"/> on, which must have room for it.</param>
    /// <returns>False when there is no packet, or no room at the shard: the query is to be dropped, the client asks again.</returns>
    public bool TryTake(ReadOnlySpan<byte> datagram, in QuestionFacts facts, in QueryOrigin origin, ReadOnlySpan<byte> mac = default)
    {
        if (queries.TryRent() is not { } packet) return false;
        packet.Length = DnsHeader.Size + facts.QuestionLength;
        datagram[..packet.Length].CopyTo(packet.Buffer);
        if (!mac.IsEmpty) mac.CopyTo(packet.Buffer.AsSpan(DnsResponder.PacketBytes));
        packet.Origin = origin;
        packet.Facts = facts;
        if (facts.Extras is not null) packet.KeepExtras();
        if (shards.ActorOf(shards.IndexOf(facts.Hash)).TryTell(CacheShardMessage.Lookup(packet))) return true;
        packet.Release();
        return false;
    }

    /// <summary>
    /// Has an entry fetched anew. The first to notice tells the shard, which marks the entry, so that there is one message and not one for each hit.
    /// </summary>
    public void Refresh(ReadOnlySpan<byte> datagram, QuestionFacts facts)
    {
        facts.IsRefresh = true;
        facts.Extras = null;
        TryTake(datagram, facts, default);
    }
}

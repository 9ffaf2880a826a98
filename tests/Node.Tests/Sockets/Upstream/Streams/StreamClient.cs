using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Sockets.Upstream;
using Polymasq.Node.Sockets.Upstream.Streams;
using Polymasq.Node.Tests.Stores;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Upstream.Streams;

/// <summary>A lane's way to servers over streams, and its shard.</summary>
internal sealed class StreamClient : IDisposable
{
    private readonly StreamServers _servers;
    private readonly RefProbe<CacheShardMessage> _shard = new();

    public StreamClient(int exchangesMax = 100, TimeProvider? time = null)
    {
        _servers = new StreamServers(new PacketPool(64, 4096), new PacketPool(4, 65_535), time ?? TimeProvider.System, Log);
        Streams = new UpstreamStreams(exchangesMax, _servers);
        Streams.Connect(_shard);
    }

    public RecordingLogger Log { get; } = new();

    public UpstreamStreams Streams { get; }

    /// <summary>What the shard was told that was not taken yet.</summary>
    public int Told => _shard.Count;

    /// <summary>Asks; the ticket is the message's ID.</summary>
    public bool Ask(UpstreamTarget server, string name, ushort id, double seconds = 10)
    {
        byte[] query = DnsBuilder.Query(name, RecordType.A, id, edns: true);
        return Streams.TryAsk(server, query, new StreamTicket(id), TimeSpan.FromSeconds(seconds));
    }

    /// <summary>The next thing that the shard is told: the ticket, and the reply or null.</summary>
    public (long Ticket, DnsView? Reply) Hear()
    {
        CacheShardMessage told = _shard.Take();
        if (told.What == CacheShardMessage.Verb.StreamFailed) return (told.Ticket.Value, null);
        DnsView reply = DnsView.Of(told.Packet!.Message);
        Assert.Equal(told.Ticket.Value, reply.Header.Id);
        told.Packet.Release();
        return (told.Ticket.Value, reply);
    }

    /// <summary>Asks and waits; the address in the answer, or null when there is none.</summary>
    public string? AddressOf(UpstreamTarget server, string name = "www.example.org")
    {
        Assert.True(Ask(server, name, 77));
        return Hear().Reply?.Answers.Single().Address;
    }

    public void Dispose() => _servers.Dispose();
}

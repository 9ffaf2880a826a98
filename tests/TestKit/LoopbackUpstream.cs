using System.Net;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.TestKit;

/// <summary>The upstream side of a shard without a network: servers that a test scripts, replies on the manual clock.</summary>
public sealed class LoopbackUpstream(TimeProvider clock, PacketPool packets) : IUpstreamPort, IUpstreamStreamPort
{
    private readonly Dictionary<IpEndpoint, LoopbackServer> _servers = [];
    private readonly List<(IpEndpoint To, byte[] Query, int Token)> _gathered = [];
    private int _token;

    /// <summary>Whom replies are told to.</summary>
    public IActorRef<CacheShardMessage>? Shard { get; set; }

    /// <summary>Changes a reply's origin on its way: another address or socket.</summary>
    public Func<QueryOrigin, QueryOrigin> Forge { get; set; } = static origin => origin;

    public LoopbackServer Server(string address) => Server(IpEndpoint.From(IPAddress.Parse(address), 53));

    public LoopbackServer Server(IpEndpoint address)
    {
        if (!_servers.TryGetValue(address, out LoopbackServer? server)) _servers.Add(address, server = new LoopbackServer(address));
        return server;
    }

    public bool TrySend(UpstreamTarget server, ReadOnlySpan<byte> query, out int socketToken)
    {
        socketToken = ++_token;
        _gathered.Add((server.Address, query.ToArray(), socketToken));
        return true;
    }

    public void Flush()
    {
        foreach ((IpEndpoint to, byte[] query, int token) in _gathered) Arrive(Server(to), query, token);
        _gathered.Clear();
    }

    public bool TryAsk(UpstreamTarget server, ReadOnlySpan<byte> query, StreamTicket ticket, TimeSpan timeout)
    {
        LoopbackServer asked = Server(server.Address);
        byte[] copy = query.ToArray();
        bool isProbe = DnsView.Of(copy) is { Name: ".", Type: RecordType.NS };
        if (isProbe) asked.Probes++;
        else asked.StreamQuestions.Add(copy);
        Later(asked.IsSilent ? timeout : asked.Delay, () => Shard!.Tell(!asked.IsSilent && asked.Tcp(copy) is { } reply
            ? CacheShardMessage.StreamReply(ticket, Fill(packets.TryRent()!, reply, new QueryOrigin { Peer = asked.Address, ReceivedAt = clock.GetTimestamp() }))
            : CacheShardMessage.StreamFailed(ticket)));
        return true;
    }

    /// <summary>Tells the shard a datagram that nobody has asked for.</summary>
    public void Inject(byte[] datagram, QueryOrigin origin) => Shard!.Tell(CacheShardMessage.Reply(Fill(packets.TryRent()!, datagram, origin)));

    private void Arrive(LoopbackServer server, byte[] query, int token)
    {
        bool isProbe = DnsView.Of(query) is { Name: ".", Type: RecordType.NS };
        if (isProbe) server.Probes++;
        else server.Questions.Add(query);
        if (server.IsSilent || server.Udp(query) is not { } reply) return;
        Later(server.Delay, () => Inject(reply, Forge(new QueryOrigin { Peer = server.Address, Socket = token, ReceivedAt = clock.GetTimestamp() })));
    }

    private void Later(TimeSpan delay, Action action) => clock.CreateTimer(static act => ((Action)act!)(), action, delay, Timeout.InfiniteTimeSpan);

    private static Packet Fill(Packet packet, byte[] message, QueryOrigin origin)
    {
        message.CopyTo(packet.Buffer, 0);
        packet.Length = message.Length;
        packet.Origin = origin;
        return packet;
    }
}

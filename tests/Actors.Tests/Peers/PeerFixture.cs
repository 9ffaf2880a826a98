using System.Net;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Tests.Caching;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Tsig;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Peers;

/// <summary>The shard of gateway gw1 in a cluster with gw2 and perhaps more, whose other ends are scripted: they verify, answer and sign.</summary>
internal sealed class PeerFixture
{
    public const string UpstreamAddress = "198.51.100.1";

    private static readonly byte[] Secret = "0123456789abcdef0123456789abcdef"u8.ToArray();
    private readonly TsigCodec _codec = Settings.MakeCodec();
    private readonly byte[] _response = new byte[DnsResponder.UdpResponseBytesMax];
    private ushort _id = 7000;

    public PeerFixture(int gateways = 2, uint serveStaleSeconds = 0)
    {
        Names = [.. Enumerable.Range(1, gateways).Select(static i => $"gw{i}")];
        View = new PublishedClusterView(new ClusterView("gw1", [.. Names.Select(static name => Member(name))], [], DhcpDuty.All));
        Shard = new ShardFixture([UpstreamAddress], serveStaleSeconds, peers: Settings, cluster: View);
        foreach (string other in Names.Skip(1)) Gateway(other).Udp = query => Sign(query, LoopbackServer.Standard(query));
        Shard.System.Advance(1.5); // those that were probed before they could answer
        foreach (string other in Names.Skip(1)) Gateway(other).Questions.Clear();
    }

    public static PeerSettings Settings { get; } = PeerSettings.From(Secret, TimeSpan.FromMinutes(5));

    public string[] Names { get; }

    public PublishedClusterView View { get; }

    public ShardFixture Shard { get; }

    public LoopbackServer Upstream => Shard.Server(UpstreamAddress);

    public ShardCounters Counters => Shard.Shards.Stats()[0].Counters;

    public static ClusterMember Member(string name, MemberState state = MemberState.Up, string digest = "d") => new()
    {
        Name = name, Instance = name, Version = "1", StartedAt = DateTimeOffset.UnixEpoch, At = DateTimeOffset.UnixEpoch, State = state, SecretDigest = digest,
        Address = AddressOf(name),
    };

    public LoopbackServer Gateway(string name) => Shard.Upstream.Server(IpEndpoint.From(AddressOf(name)));

    /// <summary>The n-th of the names that have their home at a gateway.</summary>
    public string NameAt(string home, int n = 0)
    {
        ulong[] hashes = [.. Names.Select(Rendezvous.HashOf)];
        return Enumerable.Range(0, 10_000).Select(static i => $"host{i}.example.org")
            .Where(name => Names[Rendezvous.Heaviest(hashes, Rendezvous.HashOf(DnsBuilder.Name(name)))] == home).ElementAt(n);
    }

    /// <summary>Signs a reply to a signed question.</summary>
    public byte[] Sign(byte[] query, byte[] reply)
    {
        long now = Shard.System.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(TsigStatus.Ok, _codec.Verify(query, [], now, out TsigRecord tsig));
        byte[] signed = [.. reply, .. new byte[_codec.RecordLength]];
        Assert.Equal(signed.Length, _codec.Sign(signed, reply.Length, tsig.Mac, now, out _));
        return signed;
    }

    /// <summary>Asks gw1 as another gateway does. Null when the answer has to wait, or there is none.</summary>
    public DnsView? AskAsGateway(string name, bool cacheOnly = false, TsigCodec? codec = null)
    {
        byte[] query = DnsBuilder.Query(name, RecordType.A, ++_id, flags: cacheOnly ? (ushort)0 : DnsFlags.RecursionDesired, edns: true);
        codec ??= _codec;
        long now = Shard.System.Clock.GetUtcNow().ToUnixTimeSeconds();
        byte[] signed = [.. query, .. new byte[codec.RecordLength]];
        codec.Sign(signed, query.Length, [], now, out TsigMac mac);
        DnsView? answer = Deliver(signed, out byte[] bytes);
        if (answer is not null) Assert.Equal(TsigStatus.Ok, _codec.Verify(bytes, mac, now, out _));
        return answer;
    }

    public DnsView? Deliver(byte[] datagram, out byte[] response)
    {
        Shard.Gateways!.BeginBatch();
        Outcome = Shard.Gateways.Respond(datagram, default, _response, out int length);
        response = _response[..length];
        Shard.System.Run();
        return Outcome == DnsResponse.Answered ? DnsView.Of(response) : null;
    }

    public DnsResponse Outcome { get; private set; }

    public static bool IsCacheOnly(byte[] query) => !DnsView.Of(query).Header.Flags.IsRecursionDesired;

    public UpstreamState StateOf(string name) =>
        Shard.Shards.Peers.Current.Others.ToArray().Single(server => server.Gateway == name).Verdict.State;

    private static IPEndPoint AddressOf(string name) => new(IPAddress.Parse("198.18.0." + name[2..]), 5300);
}

using System.Net;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Tests.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Cookies;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Listeners;

/// <summary>Cookies (RFC 7873) and the rate limit, through the responder.</summary>
public sealed class ClientGuardTests
{
    private static readonly byte[] ClientCookie = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly ManualClock _clock = new();
    private readonly ListenerCounters _counters = new();
    private readonly ClientGuard _guard = new(ticksPerSecond: 1_000);
    private readonly DnsResponder _responder;
    private readonly byte[] _response = new byte[65_535];

    public ClientGuardTests()
    {
        CacheShards shards = new(1, 128 * 1024);
        _responder = new DnsResponder(shards, new NoLocalNames(), new PacketPool(1, DnsResponder.PacketBytes), _counters, _clock, guard: _guard);
    }

    // RFC 7873 §5.2.3: a response to a client cookie has both.
    [Theory]
    [InlineData(RecordType.ANY, Rcode.NoError)]
    [InlineData(RecordType.AXFR, Rcode.Refused)]
    public void Who_sends_a_cookie_gets_ours_with_it(RecordType type, Rcode rcode)
    {
        DnsView response = Ask(type, ClientCookie)!;
        Assert.Equal(rcode, response.Rcode);
        Assert.Equal(ClientCookie, response.Cookie[..8]);
        Assert.Equal(24, response.Cookie.Length);
    }

    [Fact]
    public void Who_sends_none_gets_none() => Assert.Equal(0, Ask(RecordType.ANY, null)!.Edns.CookieLength);

    [Fact]
    public void Over_the_limit_every_second_query_is_told_to_come_back_over_TCP()
    {
        _guard.Limit(10, slip: 2);
        DnsView?[] responses = [.. Enumerable.Range(0, 30).Select(_ => Ask(RecordType.ANY, null))];
        Assert.All(responses[..10], response => Assert.Single(response!.Records));
        Assert.Equal(10, responses[10..].Count(response => response is { IsTruncated: true, Records.Count: 0 }));
        Assert.Equal(10, responses[10..].Count(response => response is null));
        Assert.Equal(20, _counters.Limited);
    }

    [Fact]
    public void Without_slip_it_is_silence()
    {
        _guard.Limit(10, slip: 0);
        Assert.Equal(10, Enumerable.Range(0, 30).Count(_ => Ask(RecordType.ANY, null) is not null));
    }

    // RFC 7873 §5.2.3, 5.3: BADCOOKIE brings the cookie that gets through.
    [Fact]
    public void A_client_with_a_good_cookie_is_not_limited()
    {
        _guard.Limit(1, slip: 1);
        Ask(RecordType.ANY, null);
        DnsView refused = Ask(RecordType.ANY, ClientCookie)!;
        Assert.Equal(Rcode.BadCookie, refused.Rcode);
        byte[] both = refused.Cookie;
        for (int i = 0; i < 20; i++) Assert.Equal(Rcode.NoError, Ask(RecordType.ANY, both)!.Rcode);
        Assert.Equal(Rcode.BadCookie, Ask(RecordType.ANY, both, "10.0.0.2")!.Rcode); // it is another address's
        both[^1] ^= 1;
        Assert.Equal(Rcode.BadCookie, Ask(RecordType.ANY, both)!.Rcode);
    }

    // RFC 9018 §5: several servers at one address.
    [Fact]
    public void A_cookie_of_a_gateway_with_the_same_secret_is_good_here()
    {
        DnsResponder[] gateways = [.. new byte[] { 1, 1, 2 }.Select(secret =>
        {
            ClientGuard guard = new(ticksPerSecond: 1_000, new RotatingCookies(new byte[] { secret }));
            guard.Limit(1, slip: 1);
            return new DnsResponder(new CacheShards(1, 128 * 1024), new NoLocalNames(), new PacketPool(1, DnsResponder.PacketBytes), _counters, _clock, guard: guard);
        })];
        byte[] both = Respond(gateways[0], WithCookie(RecordType.ANY, ClientCookie), "10.0.0.1")!.Cookie;
        DnsView?[] Repeated(DnsResponder gateway) => [.. Enumerable.Range(0, 5).Select(_ => Respond(gateway, WithCookie(RecordType.ANY, both), "10.0.0.1"))];
        Assert.Equal([Rcode.NoError, Rcode.NoError, Rcode.BadCookie], gateways.Select(gateway => Repeated(gateway)[^1]!.Rcode));
    }

    [Fact]
    public void Errors_are_limited_too()
    {
        _guard.Limit(10, slip: 0);
        byte[] broken = DnsBuilder.Query("www.example.org", RecordType.A);
        broken[5] = 2; // QDCOUNT
        Assert.Equal(10, Enumerable.Range(0, 30).Count(_ => Respond(broken, "10.0.0.1") is not null));
    }

    [Fact]
    public void A_cached_answer_brings_the_cookie_at_once_and_later()
    {
        ShardFixture shard = new(["198.51.100.1"], guard: _guard);
        byte[] query = WithCookie(RecordType.A, ClientCookie);
        Assert.Equal(24, shard.Query(query)!.Edns.CookieLength);
        query[1]++;
        Assert.Equal(24, shard.Query(query)!.Edns.CookieLength);
    }

    private static byte[] WithCookie(RecordType type, byte[]? cookie)
    {
        byte[] query = [.. DnsBuilder.Query("www.example.org", type, edns: true), .. new byte[cookie is null ? 0 : 4 + cookie.Length]];
        int at = query.Length - (cookie is null ? 0 : 4 + cookie.Length) - EdnsWriter.OptLength;
        if (cookie is not null) EdnsWriter.AppendOption(query.AsSpan(at), EdnsOptionCode.Cookie, cookie);
        return query;
    }

    private DnsView? Ask(RecordType type, byte[]? cookie, string client = "10.0.0.1") => Respond(WithCookie(type, cookie), client);

    private DnsView? Respond(byte[] query, string client) => Respond(_responder, query, client);

    private DnsView? Respond(DnsResponder responder, byte[] query, string client)
    {
        responder.BeginBatch();
        QueryOrigin origin = new() { Peer = IpEndpoint.From(IPAddress.Parse(client), 4242), ReceivedAt = 5_000_000 };
        return responder.Respond(query, origin, _response, out int length) == DnsResponse.Answered ? DnsView.Of(_response.AsSpan(0, length)) : null;
    }
}

using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Cookies between us and upstream servers (RFC 7873, RFC 9018).</summary>
public sealed class UpstreamCookieTests
{
    private const string Other = "198.51.100.2";

    private readonly ShardFixture _shard = new(["198.51.100.1", Other]);
    private readonly byte[] _given = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private int _number;

    public UpstreamCookieTests()
    {
        _shard.Configure(settings => settings with { UsesCookies = true });
        _shard.Server().Udp = _shard.Server().Tcp = Knows;
    }

    private long WrongCookies => _shard.Shards.Stats()[0].Counters.WrongCookie;

    // RFC 7873 §5.1, §5.3.
    [Fact]
    public void The_first_question_has_a_client_cookie_and_the_next_ones_the_servers_as_well()
    {
        byte[] first = Ask();
        byte[] second = Ask();
        Assert.Equal(8, first.Length);
        Assert.Equal([.. first, .. _given], second);
        Assert.Equal(second, Ask());
    }

    [Fact]
    public void Without_the_key_there_are_none()
    {
        _shard.Configure(settings => settings with { UsesCookies = false });
        Assert.Empty(Ask());
    }

    // RFC 9018 §3: who has two of our cookies cannot tell that they are ours.
    [Fact]
    public void Each_server_has_a_cookie_of_its_own()
    {
        byte[] first = Ask();
        _shard.Server().Udp = query => Reply(query, Rcode.Refused, Full(query));
        _shard.Query("both.example.org");
        byte[] second = CookieOf(_shard.Server(Other).Questions[^1]);
        Assert.Equal(8, second.Length);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void The_cookie_is_another_after_our_addresses_have_changed_and_after_a_day()
    {
        Ask();
        byte[] first = Ask();
        _shard.UpstreamsRef.Tell(new UpstreamsMessage.OwnAddresses([]) { Machine = [IpEndpoint.From([192, 0, 2, 9], 0)] });
        byte[] moved = Ask();
        Assert.Equal(8, moved.Length);
        Assert.NotEqual(first[..8], moved);
        Ask();
        _shard.System.Advance(25 * 3600);
        byte[] later = Ask();
        Assert.Equal(8, later.Length);
        Assert.NotEqual(moved, later);
    }

    // RFC 7873 §5.3: such a reply is discarded. Over TCP nobody can forge one.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reply_with_another_cookie_or_none_is_not_believed_and_the_question_goes_over_TCP(bool isOther)
    {
        Ask();
        byte[] forged = [6, 6, 6, 6, 6, 6, 6, 6, .. _given];
        _shard.Server().Udp = query => isOther ? Reply(query, Rcode.NoError, forged, "203.0.113.66") : DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 300, "203.0.113.66").ToArray();
        Assert.Equal("192.0.2.1", _shard.Query("victim.example.org")!.Answers.Single().Address);
        Assert.Equal(1, WrongCookies);
        Assert.Equal(CookieOf(_shard.Server().Questions[^1]), CookieOf(_shard.Server().StreamQuestions.Single()));
        _shard.Server().Udp = Knows;
        Assert.Equal(24, Ask().Length); // it knows them over TCP: nothing has changed
    }

    [Fact]
    public void A_cookie_of_a_length_that_there_is_not_is_another_one()
    {
        Ask();
        _shard.Server().Udp = query => Reply(query, Rcode.NoError, CookieOf(query)[..8].Concat(new byte[3]).ToArray(), "203.0.113.66");
        Assert.Equal("192.0.2.1", _shard.Query("victim.example.org")!.Answers.Single().Address);
    }

    // A forwarder with a cache passes on cookies with what it asks upstream, and knows none for what it has.
    [Fact]
    public void A_server_that_does_not_know_them_over_TCP_either_is_left_alone_with_them_for_an_hour()
    {
        Ask();
        _shard.Server().Udp = _shard.Server().Tcp = LoopbackServer.Standard;
        Ask();
        Assert.Single(_shard.Server().StreamQuestions);
        for (int i = 0; i < 5; i++) Assert.Empty(Ask());
        Assert.Single(_shard.Server().StreamQuestions);
        _shard.System.Advance(3_700);
        Assert.Equal(8, Ask().Length);
    }

    [Fact]
    public void Without_TCP_the_question_is_asked_again_without_a_cookie()
    {
        Ask();
        (_shard.Server().Udp, _shard.Server().Tcp) = (LoopbackServer.Standard, _ => null);
        Ask();
        Assert.Empty(CookieOf(_shard.Server().Questions[^1]));
        Assert.Empty(Ask());
    }

    // RFC 9018 §3: not the same cookie again to a server that does not support them.
    [Fact]
    public void A_server_that_never_sent_one_is_believed_and_tried_again_after_five_minutes_with_another()
    {
        _shard.Server().Udp = LoopbackServer.Standard;
        byte[] first = Ask();
        Assert.Equal(8, first.Length);
        for (int i = 0; i < 3; i++) Assert.Empty(Ask());
        Assert.Empty(_shard.Server().StreamQuestions);
        _shard.System.Advance(310);
        byte[] second = Ask();
        Assert.Equal(8, second.Length);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_server_that_repeats_what_it_does_not_know_gets_none()
    {
        _shard.Server().Udp = query => Reply(query, Rcode.NoError, CookieOf(query), "192.0.2.1");
        Ask();
        Assert.Empty(Ask());
    }

    // RFC 7873 §5.3.
    [Fact]
    public void BADCOOKIE_is_answered_with_the_cookie_that_came_with_it()
    {
        _shard.Server().Udp = query => CookieOf(query).Length == 8 ? Reply(query, Rcode.BadCookie, Full(query)) : Knows(query);
        Assert.Equal("192.0.2.1", _shard.Query("www.example.org")!.Answers.Single().Address);
        Assert.Equal([8, 24], _shard.Server().Questions.Select(question => CookieOf(question).Length));
        Assert.Empty(_shard.Server().StreamQuestions);
    }

    [Fact]
    public void BADCOOKIE_again_means_TCP()
    {
        _shard.Server().Udp = query => Reply(query, Rcode.BadCookie, Full(query));
        Assert.Equal("192.0.2.1", _shard.Query("www.example.org")!.Answers.Single().Address);
        Assert.Equal(2, _shard.Server().Questions.Count);
        Assert.Single(_shard.Server().StreamQuestions);
        Assert.Empty(_shard.Server(Other).Questions);
    }

    // RFC 6891 §6.1.2 wants unknown options ignored; not everybody does.
    [Fact]
    public void A_server_that_answers_FORMERR_to_cookies_is_asked_with_EDNS_and_without_them()
    {
        _shard.Server().Udp = query => CookieOf(query).Length > 0 ? DnsBuilder.ReplyTo(query, Rcode.FormErr).ToArray() : LoopbackServer.Standard(query);
        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org")!.Rcode);
        byte[] again = _shard.Server().Questions[^1];
        Assert.True(DnsView.Of(again).Edns.IsPresent);
        for (int i = 0; i < 3; i++) Assert.Empty(Ask());
        Assert.Equal(5, _shard.Server().Questions.Count);
    }

    [Fact]
    public void A_server_that_does_not_answer_questions_with_cookies_costs_a_question_now_and_then()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Configure(settings => settings with { UsesCookies = true });
        shard.Server().Udp = query => CookieOf(query).Length > 0 ? null : LoopbackServer.Standard(query);
        for (int i = 0; i < 200; i++) Assert.Equal(Rcode.NoError, shard.Query($"n{i}.example.org", seconds: 0.5)!.Rcode);
        Assert.InRange(shard.Server().Questions.Count(question => CookieOf(question).Length > 0), 2, 9);
    }

    [Fact]
    public void A_server_that_has_fallen_silent_is_asked_without_until_it_answers_one_again()
    {
        Ask();
        _shard.Server().IsSilent = true;
        _shard.Query("lost.example.org", seconds: 3);
        _shard.Server().IsSilent = false;
        _shard.System.Advance(40); // it is probed
        Assert.Equal(24, Ask().Length);
        Assert.Equal(24, Ask().Length);
    }

    [Fact]
    public void The_client_never_sees_it()
    {
        for (int i = 0; i < 2; i++) Assert.Empty(_shard.Query("www.example.org", edns: true)!.Cookie);
    }

    [Fact]
    public void Servers_over_TLS_get_none()
    {
        _shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(_shard.Settings with
        {
            Servers = [new UpstreamServerSettings(UpstreamTarget.Plain(_shard.Server().Address) with { Transport = UpstreamTransport.Tls }, [])],
        }));
        _shard.System.Advance(0.1);
        _shard.Query("www.example.org");
        Assert.Empty(CookieOf(_shard.Server().StreamQuestions[^1]));
    }

    /// <summary>Asks something new and returns the cookie that it was first asked with.</summary>
    private byte[] Ask()
    {
        int before = _shard.Server().Questions.Count;
        Assert.Equal("192.0.2.1", _shard.Query($"n{++_number}.example.org")!.Answers.Single().Address);
        return CookieOf(_shard.Server().Questions[before]);
    }

    private static byte[] CookieOf(byte[] query) => DnsView.Of(query).Cookie;

    private byte[] Full(byte[] query) => [.. CookieOf(query)[..8], .. _given];

    private byte[] Knows(byte[] query) =>
        CookieOf(query).Length == 0 ? LoopbackServer.Standard(query) : Reply(query, Rcode.NoError, Full(query), "192.0.2.1");

    private static byte[] Reply(byte[] query, Rcode rcode, byte[] cookie, string? address = null)
    {
        DnsBuilder reply = DnsBuilder.ReplyTo(query, rcode);
        if (address is not null) reply.A(DnsView.Of(query).Name, 300, address);
        return reply.Opt(rcode, (EdnsOptionCode.Cookie, cookie)).ToArray();
    }
}

using System.Net;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching.Filtering;

/// <summary>The filters on the whole way of a query.</summary>
public sealed class FilteringShardTests
{
    private readonly ShardFixture _shard = new(["198.51.100.1"]);

    private static AnswerFilterSettings Ignore => new() { IgnoreAddress = [new AddressPrefix(IPAddress.Parse("8.8.8.8"), 32)] };

    [Fact]
    public void A_rebinding_attack_is_told_once_for_each_name()
    {
        _shard.Configure(settings => settings with { Filters = new() { StopDnsRebind = true } });
        _shard.Server().Says(reply => reply.A("evil.example.org", 1, "10.0.0.1"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Empty(_shard.Query("evil.example.org")!.Answers);
            _shard.System.Advance(2);
        }

        Assert.Equal(3, _shard.Server().Questions.Count);
        Assert.Contains("evil.example.org", Assert.Single(_shard.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_attacker_cannot_fill_the_log()
    {
        _shard.Configure(settings => settings with { Filters = new() { StopDnsRebind = true } });
        _shard.Server().Udp = query => DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 1, "10.0.0.1").ToArray();
        for (int i = 0; i < 100; i++) _shard.Query($"n{i}.example.org");
        Assert.InRange(_shard.Log.Lines.Count, 5, 20);
    }

    [Fact]
    public void A_server_whose_replies_are_ignored_is_not_taken_for_dead()
    {
        _shard.Configure(settings => settings with { Filters = Ignore });
        _shard.Server().Says(static reply => reply.A("www.example.org", 300, "8.8.8.8"));
        for (int i = 0; i < 3; i++) Assert.Equal(Rcode.ServFail, _shard.Query("www.example.org", seconds: 8)!.Rcode);
        Assert.DoesNotContain(_shard.Shards.Upstreams.Current.All, static server => server.Verdict.State != UpstreamState.Up);
    }

    // dnsmasq's ignore-address: what somebody on the way has forged comes first, the real reply behind it.
    [Fact]
    public void The_reply_behind_an_ignored_one_counts()
    {
        _shard.Configure(settings => settings with { Filters = Ignore });
        QueryOrigin seen = default;
        _shard.Upstream.Forge = origin => seen = origin;
        _shard.Server().Says(reply => reply.A("www.example.org", 60, "8.8.8.8"));
        ushort id = _shard.Send("www.example.org");
        _shard.System.Advance(0.02);
        Assert.Null(_shard.Sink[id]);
        _shard.Upstream.Inject(DnsBuilder.ReplyTo(_shard.Server().Questions[0]).A("www.example.org", 60, "9.9.9.9").ToArray(), seen);
        _shard.System.Run();
        Assert.Equal("9.9.9.9", _shard.Sink[id]!.Answers.Single().Address);
        Assert.Equal(1, _shard.Shards.Stats()[0].Counters.Ignored);
    }

    [Fact]
    public void When_nothing_else_comes_it_is_as_if_nothing_had()
    {
        _shard.Configure(settings => settings with { Filters = Ignore });
        _shard.Server().Says(reply => reply.A("www.example.org", 60, "8.8.8.8"));
        Assert.Equal(Rcode.ServFail, _shard.Query("www.example.org", seconds: 6)!.Rcode);
    }

    [Fact]
    public void A_change_of_the_filters_reaches_what_is_cached_and_nothing_more()
    {
        _shard.Server().Udp = query => DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 300, DnsView.Of(query).Name[0] == 'a' ? "10.0.0.1" : "8.8.8.8").ToArray();
        Assert.Single(_shard.Query("a.example.org")!.Answers);
        Assert.Single(_shard.Query("b.example.org")!.Answers);
        _shard.Configure(settings => settings with { Filters = new() { StopDnsRebind = true } });
        _shard.System.Advance(1);
        Assert.Empty(_shard.Query("a.example.org")!.Answers);
        Assert.Single(_shard.Query("b.example.org")!.Answers);
        Assert.Equal(3, _shard.Server().Questions.Count);
        _shard.Configure(settings => settings with { Filters = AnswerFilterSettings.None });
        _shard.System.Advance(1);
        Assert.Single(_shard.Query("a.example.org")!.Answers);
        Assert.Equal(4, _shard.Server().Questions.Count);
    }

    // RFC 8914 §4.23.
    [Fact]
    public void A_SERVFAIL_of_our_own_says_that_nobody_was_reachable()
    {
        _shard.Server().IsSilent = true;
        DnsView response = _shard.Query("www.example.org", edns: true, seconds: 6)!;
        Assert.Equal((Rcode.ServFail, ExtendedErrorCode.NoReachableAuthority), (response.Rcode, response.ExtendedError!.Value));
    }

    // RFC 8914 §4.1.
    [Fact]
    public void One_that_comes_of_upstreams_errors_does_not_say_so()
    {
        _shard.Server().Says(Rcode.Refused);
        DnsView response = _shard.Query("www.example.org", edns: true)!;
        Assert.Equal((Rcode.ServFail, ExtendedErrorCode.Other), (response.Rcode, response.ExtendedError!.Value));
    }
}

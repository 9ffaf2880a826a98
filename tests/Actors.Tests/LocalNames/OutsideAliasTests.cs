using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Actors.Tests.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.LocalNames;

/// <summary>Aliases of ours that lead to names of others, through responder, shard and upstream.</summary>
public sealed class OutsideAliasTests
{
    private const string Server = "198.51.100.1";

    private static readonly LocalNamesSettings Settings = LocalNamesFixture.LocalLab with
    {
        LocalTtlSeconds = 60,
        Configured = ConfiguredNames.None with
        {
            Records =
            [
                Alias("www.lab.test", "web.example.org"), Alias("first.lab.test", "www.lab.test"), Alias("gone.lab.test", "nobody.lab.test"),
                Alias("ring.lab.test", "gnir.lab.test"), Alias("gnir.lab.test", "ring.lab.test"),
                .. Enumerable.Range(1, 11).Select(static i => Alias($"chain{i}.lab.test", i == 11 ? "web.example.org" : $"chain{i + 1}.lab.test")),
                .. Enumerable.Range(1, 3).Select(static i => Alias($"{Long(i)}.lab.test", i == 3 ? "web.example.org" : $"{Long(i + 1)}.lab.test")),
            ],
        },
    };

    private readonly ShardFixture _gateway = new([Server], serveStaleSeconds: 3_600, localNames: new LocalNamesFixture(Settings).Resolver);

    [Fact]
    public void The_answer_is_the_alias_and_what_it_leads_to()
    {
        DnsView answer = _gateway.Query("WWW.lab.test")!;

        Assert.Equal((Rcode.NoError, "WWW.lab.test."), (answer.Rcode, answer.Name));
        Assert.Equal(["WWW.lab.test. CNAME 60", "web.example.org. A 300"], Shown(answer));
        Assert.Equal("192.0.2.1", answer.Records[1].Address);
        Assert.False(answer.Header.Flags.IsAuthoritative);
    }

    [Fact]
    public void The_target_is_asked_for_once_whoever_asks_and_by_which_name()
    {
        _gateway.Send("www.lab.test");
        _gateway.Send("web.example.org");
        DnsView first = _gateway.Query("first.lab.test")!;
        DnsView again = _gateway.Query("www.lab.test", seconds: 0)!;

        Assert.Equal(["first.lab.test. CNAME 60", "www.lab.test. CNAME 60", "web.example.org. A 300"], Shown(first));
        Assert.Equal(["www.lab.test. CNAME 60", "web.example.org. A 300"], Shown(again));
        Assert.Equal(["web.example.org. A 300"], _gateway.Sink.Replies.Where(static reply => reply.Name == "web.example.org.").SelectMany(Shown));
        Assert.Single(_gateway.Server().Questions);
        Assert.Equal((1, 3), (_gateway.Counters.Hits, _gateway.Counters.Misses));
    }

    [Fact]
    public void Only_the_time_of_the_target_counts_down()
    {
        _gateway.Query("www.lab.test");
        _gateway.System.Advance(100);
        Assert.Equal(["www.lab.test. CNAME 60", "web.example.org. A 200"], Shown(_gateway.Query("www.lab.test")!));
    }

    // RFC 6604 §3: the RCODE is that of the last name; RFC 2308 §2.1: with its SOA.
    [Fact]
    public void A_target_that_does_not_exist_is_NXDOMAIN_behind_the_alias()
    {
        _gateway.Server().Says(static reply => reply.Soa("example.org", 300, 200), Rcode.NxDomain);
        for (int i = 0; i < 2; i++)
        {
            DnsView answer = _gateway.Query("www.lab.test")!;
            Assert.Equal(Rcode.NxDomain, answer.Rcode);
            Assert.Equal(["www.lab.test. CNAME 60", "example.org. SOA 200"], Shown(answer));
        }
    }

    [Fact]
    public void A_target_without_the_type_is_NODATA_behind_the_alias()
    {
        DnsView answer = _gateway.Query("www.lab.test", RecordType.AAAA)!;
        Assert.Equal(Rcode.NoError, answer.Rcode);
        Assert.Equal(["www.lab.test. CNAME 60", "example.org. SOA 300"], Shown(answer));
    }

    [Fact]
    public void When_nobody_knows_the_target_it_is_SERVFAIL_that_says_why()
    {
        _gateway.Server().Says(Rcode.ServFail);
        DnsView answer = _gateway.Query("www.lab.test", edns: true, seconds: 10)!;
        Assert.Equal((Rcode.ServFail, ExtendedErrorCode.Other), (answer.Rcode, answer.ExtendedError));
        Assert.Equal(["www.lab.test. CNAME 60"], Shown(answer));
    }

    [Fact]
    public void Aliases_of_others_are_followed_by_others_even_to_our_names()
    {
        _gateway.Server().Says(static reply => reply.Cname("web.example.org", 300, "www.lab.test").A("www.lab.test", 300, "192.0.2.7"));
        Assert.Equal(["www.lab.test. CNAME 60", "web.example.org. CNAME 300", "www.lab.test. A 300"], Shown(_gateway.Query("www.lab.test")!));
    }

    [Fact]
    public void Compressed_names_of_the_target_stay_what_they_are()
    {
        byte[] host = [.. "\u0004mail"u8, 0xC0, DnsHeader.Size];
        _gateway.Server().Says(reply => reply.Answer("web.example.org", RecordType.MX, 300, [0, 10, .. host]));
        byte[] mail = _gateway.Query("www.lab.test", RecordType.MX)!.Records[1].Data;
        Assert.Equal([0, 10, .. "\u0004mail"u8], mail[..7]);
        Assert.True(mail[7] >= 0xC0 && mail[8] != DnsHeader.Size, "the name must not point at the alias");
    }

    // RFC 2181 §9.
    [Fact]
    public void What_does_not_fit_comes_over_TCP()
    {
        _gateway.Server().Says(static reply => Enumerable.Range(0, 30).Aggregate(reply, static (all, i) => all.A("web.example.org", 300, $"192.0.2.{i}")));
        DnsView datagram = _gateway.Query("www.lab.test")!;
        DnsView larger = _gateway.Query("www.lab.test", edns: true)!;
        _gateway.Query(DnsBuilder.Query("www.lab.test", RecordType.A, 7), stream: _gateway.Sink);

        Assert.True(datagram is { IsTruncated: true, Records.Count: 0, Name: "www.lab.test." });
        Assert.Equal((false, 31), (larger.IsTruncated, larger.Records.Count));
        Assert.Equal((false, 31), (_gateway.Sink[7]!.IsTruncated, _gateway.Sink[7]!.Records.Count));
    }

    [Fact]
    public void Aliases_that_do_not_fit_alone_are_truncated_before_anybody_is_asked()
    {
        Assert.True(_gateway.Query(Long(1) + ".lab.test")!.IsTruncated);
        Assert.Empty(_gateway.Server().Questions);
    }

    [Fact]
    public void Old_answers_stand_in_for_the_target_too()
    {
        _gateway.Query("www.lab.test");
        _gateway.Server().IsSilent = true;
        _gateway.System.Advance(400);
        DnsView answer = _gateway.Query("www.lab.test", edns: true, seconds: 3)!;
        Assert.Equal(ExtendedErrorCode.StaleAnswer, answer.ExtendedError);
        Assert.Equal(["www.lab.test. CNAME 60", "web.example.org. A 30"], Shown(answer));
    }

    [Theory]
    [InlineData("ring.lab.test")]
    [InlineData("chain1.lab.test")]
    public void Aliases_without_end_are_a_mistake(string name)
    {
        Assert.Equal(Rcode.ServFail, _gateway.Query(name, edns: true)!.Rcode);
        Assert.Empty(_gateway.Server().Questions);
    }

    [Fact]
    public void Ten_aliases_are_followed() => Assert.Equal(11, _gateway.Query("chain2.lab.test", edns: true)!.Records.Count);

    [Fact]
    public void A_target_in_a_local_domain_that_is_not_there_is_NXDOMAIN() => Assert.Equal(Rcode.NxDomain, _gateway.Query("gone.lab.test")!.Rcode);

    // RFC 1034 §4.3.2: the alias was asked for, not what it leads to.
    [Fact]
    public void Who_asks_for_the_alias_gets_it_alone()
    {
        Assert.Single(_gateway.Query("www.lab.test", RecordType.CNAME)!.Records);
        Assert.Empty(_gateway.Server().Questions);
    }

    [Fact]
    public void A_hit_allocates_nothing()
    {
        _gateway.Query("www.lab.test");
        byte[] query = DnsBuilder.Query("www.lab.test", RecordType.A, edns: true), response = new byte[DnsResponder.UdpResponseBytesMax];
        DnsResponder responder = new(_gateway.Shards, new LocalNamesFixture(Settings).Resolver, _gateway.Queries, new ListenerCounters(), _gateway.System.Clock);
        responder.BeginBatch();
        Assert.Equal(0, Allocations.Of(() => responder.Respond(query, default, response, out _)));
    }

    private static string Long(int number) => $"{number}{new string('a', 60)}.{new string('b', 60)}.{new string('c', 60)}";

    private static ConfiguredRecord Alias(string name, string target) => new([.. DnsNameText.ToLowerWire(name)!], RecordType.CNAME, [.. DnsNameText.ToLowerWire(target)!], null);

    private static IEnumerable<string> Shown(DnsView answer) => answer.Records.Select(static record => $"{record.Name} {record.Type} {record.Ttl}");
}

using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

public sealed class EntryWriterTests
{
    private static readonly byte[] Www = DnsBuilder.Query("www.example.org", RecordType.A);

    [Fact]
    public void An_answer_is_kept_for_the_smallest_of_its_TTLs()
    {
        EntryFixture entry = new();
        Assert.Equal(EntryVerdict.Cacheable, entry.Take(Www, DnsBuilder.ReplyTo(Www)
            .Cname("www.example.org", 600, "host.example.org").A("host.example.org", 60, "192.0.2.1")));
        Assert.Equal(60u, entry.Header.Lifetime);
        Assert.Equal(EntryKind.Positive, entry.Header.Kind);
        Assert.Equal(2, entry.Respond(Www).Answers.Count());
    }

    // RFC 2181 §8: a TTL with the top bit set counts as 0.
    [Theory]
    [InlineData(0x8000_0000)]
    [InlineData(0xFFFF_FFFF)]
    [InlineData(0)]
    public void A_TTL_of_zero_is_answered_and_not_kept(uint ttl)
    {
        EntryFixture entry = new();
        Assert.Equal(EntryVerdict.AnswerOnly, entry.Take(Www, DnsBuilder.ReplyTo(Www).A("www.example.org", ttl, "192.0.2.1")));
        Assert.Equal(0u, entry.Respond(Www).Answers.Single().Ttl);
    }

    [Theory]
    [InlineData(5, 30)]
    [InlineData(100, 100)]
    [InlineData(500, 200)]
    public void TTLs_are_kept_within_min_ttl_and_max_ttl(uint upstream, uint expected)
    {
        EntryFixture entry = new(min: 30, max: 200);
        entry.Take(Www, DnsBuilder.ReplyTo(Www).A("www.example.org", upstream, "192.0.2.1"));
        Assert.Equal(expected, entry.Header.Lifetime);
        Assert.Equal(expected, entry.Respond(Www).Answers.Single().Ttl);
    }

    // RFC 2308 §3, §5.
    [Theory]
    [InlineData(300, 60, 60)]
    [InlineData(60, 300, 60)]
    [InlineData(9_000, 9_000, 3_600)] // dns.cache.neg-ttl
    public void A_negative_answer_lives_for_the_lesser_of_the_SOAs_TTL_and_its_MINIMUM(uint soaTtl, uint minimum, uint expected)
    {
        EntryFixture entry = new();
        Assert.Equal(EntryVerdict.Cacheable, entry.Take(Www, DnsBuilder.ReplyTo(Www, Rcode.NxDomain).Soa("example.org", soaTtl, minimum)));
        Assert.Equal(expected, entry.Header.Lifetime);
        Assert.Equal(EntryKind.NxDomain, entry.Header.Kind);
        DnsView response = entry.Respond(Www);
        Assert.Equal(Rcode.NxDomain, response.Rcode);
        Assert.Equal(expected, response.Authority.Single().Ttl);
    }

    // RFC 2308 §2.2.
    [Fact]
    public void An_empty_answer_with_an_SOA_is_NODATA()
    {
        EntryFixture entry = new();
        Assert.Equal(EntryVerdict.Cacheable, entry.Take(Www, DnsBuilder.ReplyTo(Www).Soa("example.org", 300, 300)));
        Assert.Equal(EntryKind.NoData, entry.Header.Kind);
    }

    // RFC 2308 §2.2: an alias may lead to the name that does not exist; the answer is good for as long as all of it is.
    [Theory]
    [InlineData(Rcode.NxDomain, EntryKind.NxDomain)]
    [InlineData(Rcode.NoError, EntryKind.NoData)]
    public void An_alias_to_nothing_is_negative(Rcode rcode, EntryKind kind)
    {
        EntryFixture entry = new();
        entry.Take(Www, DnsBuilder.ReplyTo(Www, rcode).Cname("www.example.org", 20, "gone.example.org").Soa("example.org", 300, 300));
        Assert.Equal(kind, entry.Header.Kind);
        Assert.Equal(20u, entry.Header.Lifetime);
    }

    // RFC 2308 §5: without SOA there is no saying for how long it holds.
    [Theory]
    [InlineData(Rcode.NxDomain)]
    [InlineData(Rcode.NoError)]
    public void A_negative_answer_without_SOA_is_not_kept(Rcode rcode) =>
        Assert.Equal(EntryVerdict.AnswerOnly, new EntryFixture().Take(Www, DnsBuilder.ReplyTo(Www, rcode)));

    [Fact]
    public void What_was_not_asked_for_is_left_out()
    {
        EntryFixture entry = new();
        entry.Take(Www, DnsBuilder.ReplyTo(Www)
            .A("www.example.org", 60, "192.0.2.1")
            .A("bank.example.com", 86_400, "203.0.113.66")
            .Authority("example.org", RecordType.NS, 60, DnsBuilder.Name("ns.example.org"))
            .Additional("ns.example.org", RecordType.A, 60, [192, 0, 2, 53])
            .Opt());
        DnsView response = entry.Respond(Www);
        Assert.Equal("192.0.2.1", Assert.Single(response.Records).Address);
        Assert.False(response.Edns.IsPresent);
    }

    [Fact]
    public void Aliases_may_stand_behind_what_they_point_to()
    {
        EntryFixture entry = new();
        entry.Take(Www, DnsBuilder.ReplyTo(Www)
            .A("c.example.org", 60, "192.0.2.1").Cname("b.example.org", 60, "c.example.org").Cname("www.example.org", 60, "b.example.org"));
        Assert.Equal(EntryKind.Positive, entry.Header.Kind);
        Assert.Equal(3, entry.Respond(Www).Answers.Count());
    }

    [Fact]
    public void Aliases_in_a_circle_end()
    {
        DnsBuilder reply = DnsBuilder.ReplyTo(Www).Cname("www.example.org", 60, "b.example.org").Cname("b.example.org", 60, "www.example.org");
        Assert.Equal(EntryVerdict.Cacheable, new EntryFixture().Take(Www, reply));
        DnsBuilder endless = DnsBuilder.ReplyTo(Www).Cname("www.example.org", 60, "n0.example.org");
        for (int i = 0; i < 40; i++) endless.Cname($"n{i}.example.org", 60, $"n{i + 1}.example.org");
        Assert.Equal(EntryVerdict.Unusable, new EntryFixture().Take(Www, endless));
    }

    // RFC 4035 §3.1.3.3: the proof of a wildcard answer stands in the authority section.
    [Fact]
    public void A_signed_answer_keeps_its_proof_and_an_unsigned_one_does_not()
    {
        foreach (bool signed in (bool[])[true, false])
        {
            byte[] query = DnsBuilder.Query("www.example.org", RecordType.A, dnssecOk: signed);
            EntryFixture entry = new();
            entry.Take(query, DnsBuilder.ReplyTo(query).A("www.example.org", 60, "192.0.2.1")
                .Authority("a.example.org", RecordType.NSEC, 60, [0, 0, 1, 64]));
            Assert.Equal(signed ? 1 : 0, entry.Respond(query).Authority.Count());
        }
    }

    [Fact]
    public void A_referral_is_no_answer()
    {
        DnsBuilder reply = DnsBuilder.ReplyTo(Www).Authority("org", RecordType.NS, 60, DnsBuilder.Name("ns.example.org")).Flags(clear: DnsFlags.RecursionAvailable);
        Assert.Equal(EntryVerdict.Unusable, new EntryFixture().Take(Www, reply));
    }

    [Fact]
    public void A_reply_cut_short_anywhere_is_unusable()
    {
        byte[] reply = DnsBuilder.ReplyTo(Www).Cname("www.example.org", 60, "b.example.org").A("b.example.org", 60, "192.0.2.1").ToArray();
        for (int length = Www.Length; length < reply.Length; length++)
            Assert.Equal(EntryVerdict.Unusable, new EntryFixture().Take(Www, reply[..length]));
    }
}

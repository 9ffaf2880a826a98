using System.Net;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching.Filtering;

public sealed class AnswerFilterTests
{
    private static readonly byte[] Www = DnsBuilder.Query("www.example.org", RecordType.A, edns: true);
    private static readonly AnswerFilterSettings StopRebind = new() { StopDnsRebind = true };

    // dnsmasq's stop-dns-rebind; RFC 1918, 1122 §3.2.1.3, 3927, 5737, 4193, 4291 §2.5.
    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.0", false)]
    [InlineData("192.168.0.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fc12::1", true)]
    [InlineData("2001:4860:4860::8888", false)]
    public void A_private_address_from_upstream_is_withheld(string address, bool isPrivate)
    {
        EntryFixture entry = new(filters: StopRebind);
        IPAddress parsed = IPAddress.Parse(address);
        RecordType type = parsed.GetAddressBytes().Length == 4 ? RecordType.A : RecordType.AAAA;
        byte[] query = DnsBuilder.Query("www.example.org", type, edns: true);
        Assert.Equal(EntryVerdict.Cacheable, entry.Take(query, DnsBuilder.ReplyTo(query).Answer("www.example.org", type, 60, parsed.GetAddressBytes())));
        DnsView response = entry.Respond(query);
        Assert.Equal(Rcode.NoError, response.Rcode);
        Assert.Equal(isPrivate, !response.Answers.Any());
        Assert.Equal(isPrivate ? ExtendedErrorCode.Blocked : null, response.ExtendedError);
        Assert.Equal(60u, entry.Header.Lifetime);
    }

    [Fact]
    public void One_private_address_among_others_withholds_the_whole_answer()
    {
        EntryFixture entry = new(filters: StopRebind);
        entry.Take(Www, DnsBuilder.ReplyTo(Www).Cname("www.example.org", 60, "a.example.org").A("a.example.org", 60, "8.8.8.8").A("a.example.org", 60, "10.0.0.1"));
        Assert.Empty(entry.Respond(Www).Records);
        Assert.Equal(EntryKind.NoData, entry.Header.Kind);
    }

    // rebind-localhost-ok exempts the host itself and nothing else.
    [Theory]
    [InlineData("127.0.0.2", 1)]
    [InlineData("10.0.0.1", 0)]
    public void Localhost_may_be_let_through(string address, int answers)
    {
        EntryFixture entry = new(filters: StopRebind with { RebindLocalhostOk = true });
        entry.Take(Www, DnsBuilder.ReplyTo(Www).A("www.example.org", 60, address));
        Assert.Equal(answers, entry.Respond(Www).Answers.Count());
    }

    // rebind-domain-ok: whole labels, the name that was asked for.
    [Theory]
    [InlineData("example.org", 1)]
    [InlineData("WWW.Example.Org", 1)]
    [InlineData("ample.org", 0)]
    [InlineData("sub.www.example.org", 0)]
    public void A_domain_may_be_let_through(string domain, int answers)
    {
        EntryFixture entry = new(filters: StopRebind with { RebindDomainOk = [domain] });
        entry.Take(Www, DnsBuilder.ReplyTo(Www).A("www.example.org", 60, "10.0.0.1"));
        Assert.Equal(answers, entry.Respond(Www).Answers.Count());
    }

    // dnsmasq's bogus-nxdomain.
    [Theory]
    [InlineData("203.0.113.7", Rcode.NxDomain)]
    [InlineData("203.0.113.8", Rcode.NoError)]
    [InlineData("100.64.3.3", Rcode.NxDomain)]
    public void A_bogus_address_means_that_the_name_does_not_exist(string address, Rcode rcode)
    {
        EntryFixture entry = new(filters: new() { BogusNxdomain = [Prefix("203.0.113.7"), Prefix("100.64.0.0/10")] });
        entry.Take(Www, DnsBuilder.ReplyTo(Www).A("www.example.org", 7_200, address));
        DnsView response = entry.Respond(Www);
        Assert.Equal(rcode, response.Rcode);
        Assert.Equal(rcode == Rcode.NxDomain ? 0 : 1, response.Records.Count);
        Assert.Equal(rcode == Rcode.NxDomain ? 3_600u : 7_200u, entry.Header.Lifetime); // neg-ttl
    }

    // dnsmasq's alias: 192.168.0.10-192.168.0.40,10.0.0.0,255.255.255.0.
    [Theory]
    [InlineData("192.168.0.10", "10.0.0.10")]
    [InlineData("192.168.0.40", "10.0.0.40")]
    [InlineData("192.168.0.41", "192.168.0.41")]
    [InlineData("1.2.3.4", "5.6.7.8")]
    public void Addresses_are_exchanged(string upstream, string expected)
    {
        EntryFixture entry = new(filters: new()
        {
            Aliases = [new AddressAlias(0xC0A8000A, 0xC0A80028, 0x0A000000, 0xFFFFFF00), new AddressAlias(0x01020304, 0x01020304, 0x05060708, uint.MaxValue)],
        });
        entry.Take(Www, DnsBuilder.ReplyTo(Www).A("www.example.org", 60, upstream));
        DnsView response = entry.Respond(Www);
        Assert.Equal(expected, response.Answers.Single().Address);
        Assert.Equal(upstream == expected ? null : ExtendedErrorCode.ForgedAnswer, response.ExtendedError);
    }

    [Fact]
    public void What_an_alias_makes_of_an_address_is_what_is_judged()
    {
        EntryFixture entry = new(filters: StopRebind with { Aliases = [new AddressAlias(0x08080808, 0x08080808, 0x0A000001, uint.MaxValue)] });
        entry.Take(Www, DnsBuilder.ReplyTo(Www).A("www.example.org", 60, "8.8.8.8"));
        Assert.Empty(entry.Respond(Www).Answers);
    }

    // filter-A, filter-AAAA, filter-rr.
    [Fact]
    public void An_answer_ends_before_records_of_a_filtered_type()
    {
        EntryFixture entry = new(filters: new() { FilteredTypes = [RecordType.A] });
        entry.Take(Www, DnsBuilder.ReplyTo(Www).Cname("www.example.org", 600, "a.example.org").A("a.example.org", 60, "8.8.8.8").A("a.example.org", 60, "9.9.9.9"));
        DnsView response = entry.Respond(Www, now: 1_010);
        Assert.Equal((RecordType.CNAME, 590u), (response.Records.Single().Type, response.Records.Single().Ttl));
        Assert.Equal((Rcode.NoError, ExtendedErrorCode.Filtered), (response.Rcode, response.ExtendedError!.Value));
        Assert.Equal(60u, entry.Header.Lifetime);
        byte[] other = DnsBuilder.Query("www.example.org", RecordType.AAAA, edns: true);
        entry.Take(other, DnsBuilder.ReplyTo(other).Answer("www.example.org", RecordType.AAAA, 60, IPAddress.Parse("2001:db8::1").GetAddressBytes()));
        Assert.Single(entry.Respond(other).Answers);
        Assert.Null(entry.Respond(other).ExtendedError);
    }

    // RFC 6891 §7: without an OPT record in the query there is none in the response, and no reason either.
    [Fact]
    public void A_client_without_EDNS_is_not_told_why()
    {
        byte[] plain = DnsBuilder.Query("www.example.org", RecordType.A);
        EntryFixture entry = new(filters: StopRebind);
        entry.Take(plain, DnsBuilder.ReplyTo(plain).A("www.example.org", 60, "10.0.0.1"));
        Assert.False(entry.Respond(plain).Edns.IsPresent);
    }

    private static AddressPrefix Prefix(string text) => AddressPrefix.TryParse(text, out AddressPrefix prefix) ? prefix : throw new ArgumentException(text);
}

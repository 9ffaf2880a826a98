using Polymasq.Protocols.Dns;
using Polymasq.TestKit;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class LocalResolverTests
{
    private const string Hosts = "127.0.0.1 localhost\n127.0.1.1 gw1\n192.0.2.1 nas\n192.0.2.9 a.b.lab.test\n198.51.100.1 www.example.org\n";

    // RFC 6761 §6.3
    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost")]
    [InlineData("a.b.localhost")]
    public void Localhost_and_all_below_it_is_this_machine(string name)
    {
        LocalNamesFixture names = new(Lab, "192.0.2.66 localhost evil.localhost\n");
        Assert.Equal("NoError 127.0.0.1", names.Ask(name));
        Assert.Equal("NoError ::1", names.Ask(name, RecordType.AAAA));
        Assert.Equal("NoError", names.Ask(name, RecordType.MX));
        Assert.Equal("pass", names.Ask("notlocalhost"));
        Assert.Equal("pass", names.Ask("localhost.example.org"));
    }

    [Fact]
    public void The_loopback_addresses_are_called_localhost_unless_a_file_says_otherwise()
    {
        LocalNamesFixture names = new(Lab, "127.0.1.1 gw1\n");
        Assert.Equal("NoError localhost.", names.Ask("1.0.0.127.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NoError localhost.", names.Ask("1." + string.Concat(Enumerable.Repeat("0.", 31)) + "ip6.arpa", RecordType.PTR));
        Assert.Equal("NoError gw1.lab.test.", names.Ask("1.1.0.127.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NxDomain", names.Ask("2.0.0.127.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NoError", names.Ask("127.in-addr.arpa", RecordType.SOA));
        Assert.Equal("pass", names.Ask("1.0.0.128.in-addr.arpa", RecordType.PTR));
    }

    [Fact]
    public void With_expand_hosts_localhost_stays_out_of_the_domain() =>
        Assert.Equal("NoError localhost.", new LocalNamesFixture(Lab, Hosts).Ask("1.0.0.127.in-addr.arpa", RecordType.PTR));

    // RFC 2308 §2.2: the name is there, the type is not.
    [Theory]
    [InlineData("nas", RecordType.AAAA)]
    [InlineData("nas", RecordType.MX)]
    [InlineData("nas.lab.test", RecordType.TXT)]
    [InlineData("1.2.0.192.in-addr.arpa", RecordType.A)]
    public void A_known_name_without_the_type_is_NODATA(string name, RecordType type) =>
        Assert.Equal("NoError", new LocalNamesFixture(Lab, Hosts).Ask(name, type));

    // Who puts a public name into a hosts file redirects its host, and not its mail.
    [Fact]
    public void Of_a_name_in_somebody_elses_domain_the_file_answers_for_the_addresses_alone()
    {
        LocalNamesFixture names = new(Lab, Hosts);
        Assert.Equal("NoError 198.51.100.1", names.Ask("www.example.org"));
        Assert.Equal("NoError", names.Ask("www.example.org", RecordType.AAAA));
        Assert.Equal("NoError", names.Ask("www.example.org", RecordType.HTTPS));
        Assert.Equal("pass", names.Ask("www.example.org", RecordType.MX));
        Assert.Equal("pass", names.Ask("example.org"));
    }

    [Fact]
    public void What_is_not_known_is_not_answered()
    {
        LocalNamesFixture names = new(Lab, Hosts);
        Assert.Equal("pass", names.Ask("unknown"));
        Assert.Equal("pass", names.Ask("unknown.lab.test"));
        Assert.Equal("pass", names.Ask(".", RecordType.NS));
        Assert.Equal("pass", names.Ask("3.2.0.192.in-addr.arpa", RecordType.PTR));
    }

    // dnsmasq: local. RFC 8020 §2: NXDOMAIN denies everything below, so it must not be said of a name between others.
    [Fact]
    public void In_a_local_domain_what_is_not_known_does_not_exist()
    {
        LocalNamesFixture names = new(LocalLab with { Local = ["lab.test", "2.0.192.in-addr.arpa"] }, Hosts);
        Assert.Equal("NxDomain", names.Ask("unknown.lab.test"));
        Assert.Equal("NxDomain", names.Ask("x.nas.lab.test"));
        Assert.Equal("NoError 192.0.2.1", names.Ask("nas.lab.test"));
        Assert.Equal("NoError", names.Ask("lab.test", RecordType.SOA));
        Assert.Equal("NoError", names.Ask("b.lab.test"));
        Assert.Equal("NxDomain", names.Ask("3.2.0.192.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NoError", names.Ask("2.0.192.in-addr.arpa", RecordType.NS));
        Assert.Equal("NoError nas.lab.test.", names.Ask("1.2.0.192.in-addr.arpa", RecordType.PTR));
        Assert.Equal("pass", names.Ask("test"));
        Assert.Equal("pass", names.Ask("notlab.test"));
    }

    [Fact]
    public void A_domain_inside_a_local_one_is_there()
    {
        LocalNamesFixture names = new(Lab with { Local = ["test"] });
        Assert.Equal("NoError", names.Ask("lab.test"));
        Assert.Equal("NxDomain", names.Ask("other.test"));
    }

    [Fact]
    public void The_answer_repeats_ID_question_and_RD_and_carries_the_TTL()
    {
        LocalNamesFixture names = new(Lab with { LocalTtlSeconds = 77 }, Hosts);
        byte[] datagram = DnsBuilder.Query("nAs.Lab.Test", RecordType.A, id: 0x1234, flags: 0x0110);
        byte[] response = new byte[512];
        DnsView view = DnsView.Of(response.AsSpan(0, names.Answer(datagram, response)));

        Assert.Equal(new DnsFlags(0x8590), view.Header.Flags); // QR AA RD RA CD
        Assert.Equal(0x1234, view.Header.Id);
        Assert.Equal("nAs.Lab.Test.", view.Name);
        DnsRecordView record = Assert.Single(view.Answers);
        Assert.Equal(77u, record.Ttl);
        Assert.Equal("192.0.2.1", record.Address);
    }

    // RFC 2181 §9
    [Fact]
    public void What_does_not_fit_is_left_out_and_TC_says_so()
    {
        string hosts = string.Concat(Enumerable.Range(1, 60).Select(i => $"192.0.2.{i} many\n"));
        LocalNamesFixture names = new(Lab, hosts);
        byte[] response = new byte[512];
        DnsView view = DnsView.Of(response.AsSpan(0, names.Answer(DnsBuilder.Query("many", RecordType.A), response)));

        Assert.True(view.IsTruncated);
        Assert.Equal((512 - 12 - 10) / 16, view.Answers.Count());
        Assert.Equal(61, names.Ask("many", size: 4096).Split(' ').Length);
    }

    [Fact]
    public void Other_classes_are_somebody_elses()
    {
        LocalNamesFixture names = new(Lab, Hosts);
        Assert.Equal(0, names.Answer(DnsBuilder.Query("nas", RecordType.A, @class: RecordClass.Chaos), new byte[512]));
    }

    [Theory]
    [InlineData("nas.lab.test", RecordType.A)]
    [InlineData("phone.lab.test", RecordType.A)]
    [InlineData("1.2.0.192.in-addr.arpa", RecordType.PTR)]
    [InlineData("7.2.0.192.in-addr.arpa", RecordType.PTR)]
    [InlineData("unknown.lab.test", RecordType.A)]
    [InlineData("www.example.com", RecordType.A)]
    public void Looking_up_allocates_nothing(string name, RecordType type)
    {
        LocalNamesFixture names = new LocalNamesFixture(LocalLab, Hosts).Lease("192.0.2.7", "phone");
        byte[] datagram = DnsBuilder.Query(name, type), response = new byte[512];
        DnsQueryReader.Read(datagram, out DnsQuery query);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++) names.Resolver.TryAnswer(datagram, query, default, response, out _);
        }));
    }
}

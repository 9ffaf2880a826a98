using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Actors.Tests.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.LocalNames;

/// <summary>Names of ours in domains of others, asked for types that we have nothing of: NXDOMAIN from upstream would deny ours as well (RFC 8020).</summary>
public sealed class OtherTypeTests
{
    private static readonly LocalNamesSettings Settings = LocalNamesFixture.Settings with
    {
        DomainNeeded = true,
        SpecialUse = true,
        Configured = ConfiguredNames.None with
        {
            Records =
            [
                Record("mail.example.org", RecordType.MX, "\0\u000a\u0002mx\0"), Record("plain", RecordType.TXT, "\u0001x"), Record("note.home.arpa", RecordType.TXT, "\u0001x"),
                new([.. DnsNameText.ToLowerWire("www.example.org")!], RecordType.CNAME, [.. DnsNameText.ToLowerWire("mail.example.org")!], null),
            ],
            Addresses =
            [
                new AddressRule([.. DnsNameText.ToLowerWire("tree.example.org")!], [192, 0, 2, 1], []),
                new AddressRule([.. DnsNameText.ToLowerWire("corp.example.org")!], [192, 0, 2, 1], []),
            ],
        },
        Routed = ["in.corp.example.org"],
    };

    private readonly ShardFixture _gateway = new(["198.51.100.1"], localNames: new LocalNamesFixture(Settings, "192.0.2.9 nas.example.org").Resolver);

    public OtherTypeTests() => _gateway.Server().Says(static reply => reply.Soa("example.org", 300, 200), Rcode.NxDomain);

    [Theory]
    [InlineData("mail.example.org", RecordType.A)]
    [InlineData("nas.example.org", RecordType.MX)]
    [InlineData("x.tree.example.org", RecordType.TXT)]
    public void NXDOMAIN_of_upstream_becomes_NODATA_with_its_SOA_also_from_the_cache(string name, RecordType type)
    {
        for (int i = 0; i < 2; i++)
        {
            DnsView answer = _gateway.Query(name, type, edns: true)!;
            Assert.Equal(Rcode.NoError, answer.Rcode);
            Assert.Equal(RecordType.SOA, Assert.Single(answer.Records).Type);
        }

        Assert.Single(_gateway.Server().Questions);
    }

    [Fact]
    public void So_it_does_behind_an_alias_of_ours()
    {
        Assert.Equal(Rcode.NoError, _gateway.Query("www.example.org", RecordType.A)!.Rcode);
        Assert.Equal(Rcode.NoError, _gateway.Query("www.example.org", RecordType.A)!.Rcode);
    }

    [Theory]
    [InlineData("other.example.org")]
    [InlineData("sub.mail.example.org")]
    [InlineData("x.in.corp.example.org")] // a server for a longer domain goes before
    public void Other_names_do_not_exist(string name) => Assert.Equal(Rcode.NxDomain, _gateway.Query(name, RecordType.TXT)!.Rcode);

    [Theory]
    [InlineData("plain")]
    [InlineData("note.home.arpa")]
    public void What_never_leaves_is_there_too(string name)
    {
        Assert.Equal(Rcode.NoError, _gateway.Query(name, RecordType.A)!.Rcode);
        Assert.Empty(_gateway.Server().Questions);
    }

    private static ConfiguredRecord Record(string name, RecordType type, string data) =>
        new([.. DnsNameText.ToLowerWire(name)!], type, [.. data.Select(static letter => (byte)letter)], null);
}

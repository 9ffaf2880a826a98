using System.Collections.Immutable;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Tests.Caching;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Upstreams;

/// <summary>dns-loop-detect: a server that asks us what we ask it is not used.</summary>
public sealed class LoopDetectionTests
{
    private readonly ShardFixture _shard = new(["198.51.100.1", "198.51.100.2"]);

    public LoopDetectionTests() => Configure(_shard.Settings with { DetectsLoops = true });

    [Fact]
    public void Each_server_is_asked_for_a_name_of_its_own_that_nobody_has()
    {
        string[] names = [Probe("198.51.100.1").Name, Probe("198.51.100.2").Name];
        Assert.All(names, name => Assert.Matches("^[0-9a-f]{16}\\.test\\.$", name));
        Assert.Equal(2, names.Distinct().Count());
    }

    [Fact]
    public void A_server_whose_probe_comes_back_is_not_asked_any_more_and_shown_as_a_loop()
    {
        Assert.Equal(Rcode.Refused, ComeBack("198.51.100.1")!.Rcode);
        _shard.Query("www.example.org");
        Assert.Empty(Names("198.51.100.1"));
        Assert.Single(Names("198.51.100.2"));
        Assert.Equal(["198.51.100.2:53", "198.51.100.1:53 loop"], Shown());
    }

    // Its letters may be in any case (do-0x20-encode), and it may come over TCP.
    [Fact]
    public void A_probe_is_recognised_in_any_case()
    {
        byte[] probe = [.. ProbeBytes("198.51.100.1")];
        for (int i = DnsHeader.Size + 1; i < DnsHeader.Size + 22; i++) probe[i] = (byte)char.ToUpperInvariant((char)probe[i]);
        _shard.Query(probe);
        Assert.Contains("198.51.100.1:53 loop", Shown());
    }

    [Theory]
    [InlineData("0123456789abcdef.test")] // not ours
    [InlineData("zzzzzzzzzzzzzzzz.test")]
    [InlineData("www.example.org")]
    public void Other_questions_go_their_way(string name)
    {
        Assert.Equal(Rcode.NoError, _shard.Query(name, RecordType.TXT)!.Rcode);
        Assert.DoesNotContain(Shown(), server => server.EndsWith("loop", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_key_nobody_is_probed_and_nobody_is_left_out()
    {
        byte[] probe = ProbeBytes("198.51.100.1");
        ComeBack("198.51.100.1");
        Configure(_shard.Settings);
        _shard.Query(probe);
        Assert.Equal(["198.51.100.1:53", "198.51.100.2:53"], Shown());
        Forget();
        _shard.System.Advance(60);
        Assert.Empty(_shard.Server("198.51.100.2").Questions);
    }

    [Fact]
    public void A_loop_that_was_mended_is_found_out_within_half_a_minute()
    {
        ComeBack("198.51.100.1");
        Forget();
        _shard.System.Advance(40);
        Assert.Equal(["198.51.100.1:53", "198.51.100.2:53"], Shown());
    }

    [Fact]
    public void One_that_goes_on_is_left_out_without_a_gap()
    {
        ComeBack("198.51.100.1");
        for (int second = 0; second < 100; second++)
        {
            if (_shard.Server("198.51.100.1").Questions.Count > 0) ComeBack("198.51.100.1");
            Forget();
            _shard.System.Advance(1);
            Assert.Contains("198.51.100.1:53 loop", Shown());
        }
    }

    [Fact]
    public void Servers_are_probed_again_when_addresses_or_servers_change()
    {
        _shard.System.Advance(10);
        Forget();
        _shard.UpstreamsRef.Tell(new UpstreamsMessage.OwnAddresses([IpEndpoint.From([192, 0, 2, 1], 53)]));
        _shard.System.Advance(0.1);
        Assert.Single(Names("198.51.100.1"));
        _shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile("nameserver 198.51.100.7\n"));
        _shard.System.Advance(0.1);
        Assert.Equal(2, Names("198.51.100.1").Length);
        Assert.Single(Names("198.51.100.7"));
    }

    // dnsmasq: a router may rightly ask us for everything but its own domain, which we ask it for.
    [Fact]
    public void Servers_for_some_domains_alone_are_not_probed()
    {
        Configure(_shard.Settings with { DetectsLoops = true, Servers = _shard.Settings.Servers.Add(new(_shard.Server("198.51.100.9").Address, ["corp.example"])) });
        Assert.Empty(Names("198.51.100.9"));
    }

    [Fact]
    public void When_the_only_server_loops_questions_fail()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(shard.Settings with { DetectsLoops = true }));
        shard.System.Advance(0.1);
        shard.Query(shard.Server().Questions[^1]);
        Assert.Equal(Rcode.ServFail, shard.Query("www.example.org", seconds: 2.1)!.Rcode);
    }

    private void Configure(UpstreamSettings settings)
    {
        _shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(settings));
        _shard.System.Advance(0.1);
    }

    private byte[] ProbeBytes(string server) => _shard.Server(server).Questions[^1];

    private DnsView Probe(string server)
    {
        DnsView probe = DnsView.Of(ProbeBytes(server));
        Assert.Equal(RecordType.TXT, probe.Type);
        return probe;
    }

    private DnsView? ComeBack(string server)
    {
        byte[] probe = ProbeBytes(server);
        Forget();
        return _shard.Query(probe);
    }

    private void Forget()
    {
        foreach (string server in (string[])["198.51.100.1", "198.51.100.2"]) _shard.Server(server).Questions.Clear();
    }

    private string[] Names(string server) => [.. _shard.Server(server).Questions.Select(static question => DnsView.Of(question).Name)];

    private string[] Shown() =>
    [
        .. _shard.System.Ask<UpstreamsMessage, ImmutableArray<UpstreamInfo>>(_shard.UpstreamsRef, static reply => new UpstreamsMessage.Show(reply))
            .Select(static server => server.IsLoop ? $"{server.Server} loop" : server.Server),
    ];
}

using System.Collections.Immutable;
using Polymasq.Actors.Tests.Caching;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Upstreams;

public sealed class UpstreamsActorTests
{
    [Fact]
    public void Questions_that_come_before_the_first_server_is_known_wait_for_it()
    {
        ShardFixture shard = new([]);
        ushort id = shard.Send("www.example.org");
        shard.System.Advance(1.9);
        Assert.Null(shard.Sink[id]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile("nameserver 198.51.100.7\n"));
        shard.System.Advance(0.05);
        Assert.Equal(Rcode.NoError, shard.Sink[id]!.Rcode);
        Assert.Single(shard.Server("198.51.100.7").Questions);
    }

    [Fact]
    public void They_do_not_wait_for_longer_than_two_seconds_and_the_failure_is_not_remembered()
    {
        ShardFixture shard = new([]);
        Assert.Equal(Rcode.ServFail, shard.Query("www.example.org", seconds: 2.1)!.Rcode);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile("nameserver 198.51.100.7\n"));
        Assert.Equal(Rcode.NoError, shard.Query("www.example.org")!.Rcode);
    }

    [Fact]
    public void Where_none_can_come_nobody_waits()
    {
        ShardFixture shard = new([]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(shard.Settings with { NoResolv = true }));
        shard.System.Advance(0.1);
        Assert.Equal(Rcode.ServFail, shard.Query("www.example.org", seconds: 0.01)!.Rcode);

        shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(shard.Settings with { NoResolv = true, HasServersFile = true }));
        shard.System.Advance(0.1);
        Assert.Null(shard.Query("other.example.org", seconds: 1));
    }

    [Fact]
    public void Servers_of_the_configuration_and_of_resolv_conf_are_used_together_unless_no_resolv()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile("nameserver 198.51.100.7\n"));
        Assert.Equal(["198.51.100.1:53", "198.51.100.7:53"], ServersOf(shard));
        shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(shard.Settings with { NoResolv = true }));
        Assert.Equal(["198.51.100.1:53"], ServersOf(shard));
    }

    [Fact]
    public void Servers_of_the_servers_file_stand_beside_them_until_it_says_otherwise()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        UpstreamServerSettings corp = new(shard.Server("198.51.100.9").Address, ["corp.example"]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ServersFile([corp], ["www.corp.example"]));
        shard.System.Advance(0.1);
        shard.Query("a.corp.example");
        shard.Query("www.corp.example");
        Assert.Single(shard.Server("198.51.100.9").Questions);
        Assert.Single(shard.Server("198.51.100.1").Questions);

        shard.UpstreamsRef.Tell(new UpstreamsMessage.ServersFile([], []));
        Assert.Equal(["198.51.100.1:53"], ServersOf(shard));
    }

    [Fact]
    public void A_resolv_conf_that_vanishes_takes_its_servers_with_it()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile("nameserver 198.51.100.7\n"));
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile(null));
        Assert.Equal(["198.51.100.1:53"], ServersOf(shard));
    }

    [Fact]
    public void Our_own_addresses_are_ignored()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile("nameserver 127.0.0.1\nnameserver 198.51.100.7\n"));
        shard.UpstreamsRef.Tell(new UpstreamsMessage.OwnAddresses([Actors.Listeners.IpEndpoint.From([127, 0, 0, 1], 53)]));
        Assert.Equal(["198.51.100.1:53", "198.51.100.7:53"], ServersOf(shard));
    }

    [Fact]
    public void A_server_that_stays_keeps_what_is_known_of_it()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Query("www.example.org");
        long asked = Show(shard).Single().Asked;
        shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile("nameserver 198.51.100.7\n"));
        Assert.Equal(asked, Show(shard)[0].Asked);
    }

    [Fact]
    public void A_name_that_a_server_has_no_reply_for_is_nothing_to_tell()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Server().Udp = static query => DnsView.Of(query).Name.StartsWith("silent", StringComparison.Ordinal) ? null : LoopbackServer.Standard(query);
        for (int i = 0; i < 10; i++) shard.Query($"silent{i}.example.org", seconds: 6);
        Assert.DoesNotContain(shard.UpstreamLog.Lines, static line => line.Contains("answer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_is_gone_is_told_once_and_so_is_its_return()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Server().IsSilent = true;
        for (int i = 0; i < 10; i++) shard.Query($"{i}.example.org", seconds: 6);
        Assert.Single(shard.UpstreamLog.Lines, static line => line.Contains("does not answer", StringComparison.Ordinal));
        shard.Server().IsSilent = false;
        shard.System.Advance(40);
        Assert.Single(shard.UpstreamLog.Lines, static line => line.Contains("answers again", StringComparison.Ordinal));
        Assert.Equal(2, shard.UpstreamLog.Lines.Count(static line => line.Contains("answer", StringComparison.Ordinal)));
    }

    [Fact]
    public void Servers_come_and_go_without_end()
    {
        ShardFixture shard = new([]);
        for (int i = 0; i < 50; i++)
        {
            shard.UpstreamsRef.Tell(new UpstreamsMessage.ResolvFile($"nameserver 198.51.100.{i % 3}\n"));
            shard.System.Advance(0.1);
            Assert.Equal(Rcode.NoError, shard.Query($"{i}.example.org")!.Rcode);
        }
    }

    [Fact]
    public void Names_in_a_domain_are_asked_of_its_servers_only()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(shard.Settings with
        {
            Servers = shard.Settings.Servers.Add(new UpstreamServerSettings(shard.Server("198.51.100.9").Address, ["corp.example"])),
        }));
        shard.System.Advance(0.1);
        shard.Query("www.corp.example");
        shard.Query("www.example.org");
        Assert.Single(shard.Server("198.51.100.9").Questions);
        Assert.Single(shard.Server("198.51.100.1").Questions);
    }

    [Fact]
    public void The_fastest_server_gets_the_questions_and_the_other_one_a_few()
    {
        ShardFixture shard = new(["198.51.100.1", "198.51.100.2"], order: UpstreamOrder.Fastest);
        shard.Server("198.51.100.1").Delay = TimeSpan.FromMilliseconds(18);
        shard.Server("198.51.100.2").Delay = TimeSpan.FromMilliseconds(2);
        for (int i = 0; i < 400; i++) shard.Query($"{i}.example.org", seconds: 0.1);
        Assert.True(shard.Server("198.51.100.2").Questions.Count >= 380);
        Assert.InRange(shard.Server("198.51.100.1").Questions.Count, 2, 60);
    }

    [Fact]
    public void All_servers_can_be_asked_at_once()
    {
        ShardFixture shard = new(["198.51.100.1", "198.51.100.2", "198.51.100.3"], order: UpstreamOrder.All);
        shard.Server("198.51.100.1").IsSilent = shard.Server("198.51.100.2").IsSilent = true;
        Assert.Equal(Rcode.NoError, shard.Query("www.example.org", seconds: 0.02)!.Rcode);
    }

    private static ImmutableArray<UpstreamInfo> Show(ShardFixture shard) =>
        shard.System.Ask<UpstreamsMessage, ImmutableArray<UpstreamInfo>>(shard.UpstreamsRef, static reply => new UpstreamsMessage.Show(reply));

    private static string[] ServersOf(ShardFixture shard) => [.. Show(shard).Select(static server => server.Server)];
}

using System.Collections.Immutable;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>A server that is asked over TLS, and one over UDP behind it.</summary>
public sealed class EncryptedServerTests
{
    private readonly ShardFixture _shard = new([]);

    private LoopbackServer Secure => _shard.Server("198.51.100.1");

    private LoopbackServer Plain => _shard.Server("198.51.100.2");

    [Fact]
    public void It_is_asked_through_the_stream_port_alone()
    {
        Configure(withPlain: false);

        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org")!.Rcode);
        Assert.Single(Secure.StreamQuestions);
        Assert.Empty(Secure.Questions);
    }

    [Fact]
    public void Its_latency_counts()
    {
        Configure(withPlain: false);
        Secure.Delay = TimeSpan.FromMilliseconds(30);
        for (int i = 0; i < 30; i++) _shard.Query($"{i}.example.org");
        _shard.System.Advance(2);

        UpstreamInfo info = Show().Single();
        Assert.Equal(UpstreamState.Up, info.State);
        Assert.InRange(info.LatencyMilliseconds!.Value, 25, 35);
        Assert.StartsWith("tls://198.51.100.1:53#dns.example", info.Server, StringComparison.Ordinal);
    }

    [Fact]
    public void When_it_is_slow_the_next_server_is_asked_as_well()
    {
        Configure();
        Secure.Delay = TimeSpan.FromSeconds(3);

        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org", seconds: 0.4)!.Rcode);
        Assert.Single(Plain.Questions);
    }

    [Fact]
    public void When_it_fails_the_next_server_is_asked_at_once_and_it_is_down_soon()
    {
        Configure();
        Secure.Tcp = static _ => null;
        for (int i = 0; i < 3; i++) Assert.Equal(Rcode.NoError, _shard.Query($"{i}.example.org", seconds: 0.05)!.Rcode);
        _shard.System.Advance(2.5); // the next probe

        Assert.Equal(UpstreamState.Down, Show()[0].State);
        int asked = Secure.StreamQuestions.Count;
        _shard.Query("later.example.org");
        Assert.Equal(asked, Secure.StreamQuestions.Count);
    }

    [Fact]
    public void When_it_is_back_a_probe_finds_that_out()
    {
        Configure();
        Secure.Tcp = static _ => null;
        for (int i = 0; i < 3; i++) _shard.Query($"{i}.example.org");
        _shard.System.Advance(2.5);
        Assert.Equal(UpstreamState.Down, Show()[0].State);
        Secure.Tcp = LoopbackServer.Standard;
        _shard.System.Advance(35);

        Assert.Equal(UpstreamState.Up, Show()[0].State);
    }

    [Fact]
    public void When_it_is_alone_and_slow_it_is_not_asked_twice()
    {
        Configure(withPlain: false);
        Secure.Delay = TimeSpan.FromSeconds(1.9);

        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org", seconds: 2.2)!.Rcode);
        Assert.Single(Secure.StreamQuestions);
    }

    [Fact]
    public void A_reply_with_another_id_is_no_answer()
    {
        Configure();
        Secure.Tcp = static query =>
        {
            byte[] reply = LoopbackServer.Standard(query);
            reply[0] ^= 1;
            return reply;
        };

        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org")!.Rcode);
        Assert.Single(Plain.Questions);
    }

    private void Configure(bool withPlain = true)
    {
        UpstreamTarget secure = new() { Address = Secure.Address, Transport = UpstreamTransport.Tls, CertificateName = "dns.example" };
        ImmutableArray<UpstreamServerSettings> servers = [new(secure, [])];
        if (withPlain) servers = servers.Add(new UpstreamServerSettings(Plain.Address, []));
        _shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(_shard.Settings with { Servers = servers }));
        _shard.System.Advance(0.5); // the first probes
        Assert.True(Secure.Probes > 0);
    }

    private ImmutableArray<UpstreamInfo> Show() =>
        _shard.System.Ask<UpstreamsMessage, ImmutableArray<UpstreamInfo>>(_shard.UpstreamsRef, static reply => new UpstreamsMessage.Show(reply));
}

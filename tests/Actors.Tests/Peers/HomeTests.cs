using Polymasq.Actors.Clustering;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Peers;

public sealed class HomeTests
{
    private readonly PeerFixture _cluster = new();

    private LoopbackServer Home => _cluster.Gateway("gw2");

    [Fact]
    public void A_miss_asks_the_home_of_the_name_and_not_upstream()
    {
        string name = _cluster.NameAt("gw2");
        Assert.Equal("192.0.2.1", _cluster.Shard.Query(name)!.Answers.Single().Address);
        Assert.False(PeerFixture.IsCacheOnly(Assert.Single(Home.Questions)));
        Assert.Empty(_cluster.Upstream.Questions);
        Assert.NotNull(_cluster.Shard.Query(name));
        Assert.Single(Home.Questions); // it is kept
        Assert.Equal(1, _cluster.Counters.PeerAnswered);
    }

    [Fact]
    public void A_name_that_is_at_home_here_is_asked_upstream()
    {
        Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw1")));
        Assert.Single(_cluster.Upstream.Questions);
        Assert.Empty(Home.Questions);
    }

    [Fact]
    public void Letter_case_and_type_do_not_change_the_home()
    {
        string name = _cluster.NameAt("gw2");
        _cluster.Shard.Query(name.ToUpperInvariant(), RecordType.AAAA);
        Assert.Single(Home.Questions);
    }

    [Fact]
    public void A_home_that_is_silent_costs_one_upstream_question_and_the_next_names_nothing()
    {
        Home.IsSilent = true;
        Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw2"), seconds: 0.4));
        Assert.Single(_cluster.Upstream.Questions);
        Assert.Single(Home.Questions);

        _cluster.Shard.System.Advance(2);
        for (int i = 1; i <= 10; i++) Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw2", i), seconds: 0.03));
        Assert.Equal(11, _cluster.Upstream.Questions.Count);
        Assert.Single(Home.Questions);
        Assert.Equal(UpstreamState.Down, _cluster.StateOf("gw2"));
    }

    [Fact]
    public void A_home_that_comes_back_is_asked_again()
    {
        Home.IsSilent = true;
        _cluster.Shard.Query(_cluster.NameAt("gw2"), seconds: 5);
        Home.IsSilent = false;
        _cluster.Shard.System.Advance(40);
        Home.Questions.Clear();
        Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw2", 1)));
        Assert.Single(Home.Questions);
    }

    [Fact]
    public void A_home_is_left_after_its_own_percentile()
    {
        for (int i = 0; i < 20; i++) Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw2", i)));
        _cluster.Shard.System.Advance(2);
        Home.Delay = TimeSpan.FromMilliseconds(200);
        Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw2", 20), seconds: 0.06)); // 20 ms until the hedge, 10 ms upstream
        Assert.Single(_cluster.Upstream.Questions);
    }

    [Theory]
    [InlineData(Rcode.ServFail)]
    [InlineData(Rcode.Refused)]
    [InlineData(Rcode.FormErr)]
    public void A_home_without_an_answer_is_left_at_once(Rcode rcode)
    {
        Home.Udp = query => _cluster.Sign(query, DnsBuilder.ReplyTo(query, rcode).ToArray());
        Assert.Equal(Rcode.NoError, _cluster.Shard.Query(_cluster.NameAt("gw2"), seconds: 0.03)!.Rcode);
        Assert.Single(_cluster.Upstream.Questions);
        Assert.Equal(1, _cluster.Counters.PeerFailed);
    }

    [Fact]
    public void What_is_too_long_for_a_datagram_is_asked_upstream()
    {
        Home.Udp = query => _cluster.Sign(query, DnsBuilder.ReplyTo(query).Flags(set: DnsFlags.Truncated).ToArray());
        Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw2"), seconds: 0.03));
        Assert.Single(_cluster.Upstream.Questions);
        Assert.Empty(Home.StreamQuestions);
    }

    [Fact]
    public void A_reply_that_is_not_signed_is_not_believed()
    {
        Home.Udp = static query => DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 300, "203.0.113.66").ToArray();
        Assert.Equal("192.0.2.1", _cluster.Shard.Query(_cluster.NameAt("gw2"), seconds: 0.4)!.Answers.Single().Address);
        Assert.NotEqual(0, _cluster.Counters.Rejected);
    }

    [Fact]
    public void A_reply_that_is_signed_to_another_question_is_not_believed()
    {
        byte[]? earlier = null;
        Home.Udp = query => _cluster.Sign(earlier ??= query, DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 300, "203.0.113.66").ToArray());
        Assert.Equal("203.0.113.66", _cluster.Shard.Query(_cluster.NameAt("gw2"))!.Answers.Single().Address);
        Assert.Equal("192.0.2.1", _cluster.Shard.Query(_cluster.NameAt("gw2", 1), seconds: 0.4)!.Answers.Single().Address);
    }

    [Fact]
    public void An_answer_is_kept_for_as_long_as_the_home_has_left()
    {
        Home.Udp = query => _cluster.Sign(query, DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 7, "192.0.2.1").ToArray());
        string name = _cluster.NameAt("gw2");
        Assert.Equal(7u, _cluster.Shard.Query(name)!.Answers.Single().Ttl);
        _cluster.Shard.System.Advance(8);
        _cluster.Shard.Query(name);
        Assert.Equal(2, Home.Questions.Count);
    }

    [Fact]
    public void Dnssec_bits_pass_through()
    {
        _cluster.Shard.Query(_cluster.NameAt("gw2"), dnssecOk: true);
        Assert.True(DnsView.Of(Assert.Single(Home.Questions)).Edns.DnssecOk);
        _cluster.Shard.Query(DnsBuilder.Query(_cluster.NameAt("gw2"), RecordType.A, 1, DnsFlags.RecursionDesired | DnsFlags.CheckingDisabled));
        Assert.True(DnsView.Of(Home.Questions[1]).Header.Flags.IsCheckingDisabled);
    }

    [Theory]
    [InlineData(MemberState.Draining, "d")]
    [InlineData(MemberState.Joining, "d")]
    [InlineData(MemberState.Up, "another secret")]
    [InlineData(MemberState.Up, "")]
    public void A_gateway_that_is_not_up_or_has_another_secret_is_home_of_nothing(MemberState state, string digest)
    {
        ClusterView view = _cluster.View.Current;
        _cluster.View.Current = view with { Members = [view.Members[0], PeerFixture.Member("gw2", state, digest)] };
        _cluster.Shard.System.Advance(1);
        Home.Questions.Clear();
        Assert.NotNull(_cluster.Shard.Query(_cluster.NameAt("gw2")));
        Assert.Empty(Home.Questions);
        Assert.Single(_cluster.Upstream.Questions);
    }
}

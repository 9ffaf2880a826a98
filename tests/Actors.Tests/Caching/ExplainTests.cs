using System.Collections.Immutable;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Tests.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>What the cache and the routes say of themselves: the same as what they do.</summary>
public sealed class ExplainTests
{
    private const string Name = "www.example.org";

    [Fact]
    public void A_miss_goes_to_the_first_server_and_says_in_which_order_the_others_follow()
    {
        ShardFixture shard = new(["198.51.100.1", "198.51.100.2"]);
        ImmutableArray<ExplainedStep> steps = Explain(shard);

        Assert.Equal(["cache", "upstream 198.51.100.1:53", "upstream 198.51.100.2:53"], steps.Select(static step => step.Candidate));
        Assert.Equal([StepVerdict.No, StepVerdict.Yes, StepVerdict.NotReached], steps.Select(static step => step.Verdict));
        Assert.StartsWith("1. of 2 for all names, in the order of the configuration: up, ", steps[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_down_comes_last()
    {
        ShardFixture shard = new(["198.51.100.1", "198.51.100.2"]);
        shard.Server().Udp = static _ => [];
        for (int i = 0; i < 5; i++) shard.Query($"{i}.example.org", seconds: 3);
        ImmutableArray<ExplainedStep> steps = Explain(shard);

        Assert.Equal(("upstream 198.51.100.2:53", StepVerdict.Yes), (steps[1].Candidate, steps[1].Verdict));
        Assert.Contains("down, asked if all are", steps[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hit_says_for_how_long_and_what_is_kept_for_others()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Query(Name);
        shard.Query(Name, edns: true, dnssecOk: true);
        ImmutableArray<ExplainedStep> steps = Explain(shard);

        Assert.Equal(("cache", StepVerdict.Yes), (steps[0].Candidate, steps[0].Verdict));
        Assert.Matches(@"^records, fresh for \d+ s more$", steps[0].Reason);
        Assert.Equal(("cache DO", StepVerdict.No), (steps[1].Candidate, steps[1].Verdict));
        Assert.Equal(StepVerdict.NotReached, steps[2].Verdict);
    }

    // RFC 8767 §5: an expired answer stands in, and is given without asking for a while.
    [Fact]
    public void A_stale_answer_says_that_it_is_one()
    {
        ShardFixture shard = new(["198.51.100.1"], serveStaleSeconds: 86_400);
        shard.Query(Name);
        shard.System.Advance(4000);
        Assert.Matches(@"^records, expired \d+ s ago: asked anew; stands in", Explain(shard)[0].Reason);
        shard.Server().Udp = static _ => [];
        shard.Query(Name, seconds: 6);

        ExplainedStep step = Explain(shard)[0];
        Assert.Equal(StepVerdict.Yes, step.Verdict);
        Assert.Matches(@"^records, stale since \d+ s: upstream fails", step.Reason);
    }

    [Fact]
    public void Without_servers_nobody_is_asked() =>
        Assert.Equal(("upstream", StepVerdict.No), (Explain(new ShardFixture([]))[^1].Candidate, Explain(new ShardFixture([]))[^1].Verdict));

    [Fact]
    public void What_is_not_forwarded_is_refused() => Assert.Equal(
        ("refusal", StepVerdict.Yes),
        (Explain(new ShardFixture(["198.51.100.1"]), RecordType.AXFR).Single().Candidate, Explain(new ShardFixture(["198.51.100.1"]), RecordType.AXFR).Single().Verdict));

    [Fact]
    public void In_a_cluster_the_names_home_is_asked_first()
    {
        PeerFixture cluster = new();
        ImmutableArray<ExplainedStep> elsewhere = Explain(cluster.Shard, name: cluster.NameAt("gw2")), here = Explain(cluster.Shard, name: cluster.NameAt("gw1"));

        Assert.Equal(("home gateway", StepVerdict.Yes), (elsewhere[1].Candidate, elsewhere[1].Verdict));
        Assert.StartsWith("gw2 at ", elsewhere[1].Reason, StringComparison.Ordinal);
        Assert.Equal(StepVerdict.NotReached, elsewhere[2].Verdict);
        Assert.Equal([StepVerdict.No, StepVerdict.No, StepVerdict.Yes], here.Select(static step => step.Verdict));
    }

    [Fact]
    public void All_servers_are_asked_with_all_servers() => Assert.Equal(
        [StepVerdict.No, StepVerdict.Yes, StepVerdict.Yes],
        Explain(new ShardFixture(["198.51.100.1", "198.51.100.2"], order: UpstreamOrder.All)).Select(static step => step.Verdict));

    private static ImmutableArray<ExplainedStep> Explain(ShardFixture shard, RecordType type = RecordType.A, string name = Name) =>
        shard.Shards.Explain(DnsNameText.ToLowerWire(name), type, shard.System.Clock.GetUtcNow());
}

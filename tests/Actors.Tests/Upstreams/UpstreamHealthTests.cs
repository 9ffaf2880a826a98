using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Tests.Upstreams;

public sealed class UpstreamHealthTests
{
    private readonly UpstreamTally _tally = new();
    private readonly UpstreamSample _before = new(), _now = new(), _fresh = new();
    private readonly UpstreamHealth _health = new();

    [Theory]
    [InlineData(UpstreamState.Unknown, 0, 0)]
    [InlineData(UpstreamState.Up, 1, 20_000)]
    [InlineData(UpstreamState.Suspect, int.MaxValue, 400_000)]
    [InlineData(UpstreamState.Down, 123_456_789, int.MaxValue)]
    public void A_verdict_survives_packing(UpstreamState state, int expected, int hedge)
    {
        UpstreamVerdict verdict = new(state, expected, hedge);
        Assert.Equal(verdict, UpstreamVerdict.Unpack(verdict.Pack()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(9_999)]
    [InlineData(1_000_000)]
    [InlineData(7_000_000)]
    public void A_latency_lies_in_its_bucket(long micros)
    {
        int bucket = LatencyScale.BucketOf(micros);
        Assert.InRange(micros, bucket == 0 ? 0 : LatencyScale.UpperBoundOf(bucket - 1), LatencyScale.UpperBoundOf(bucket) - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Absurd_latencies_have_a_bucket_too(long micros) => Assert.InRange(LatencyScale.BucketOf(micros), 0, LatencyScale.BucketCount - 1);

    [Fact]
    public void Before_anything_is_measured_a_question_is_hedged_after_300_ms() => Assert.Equal(300_000, _health.Verdict.HedgeMicros);

    [Theory]
    [InlineData(1_000, 20_000, 20_000)] // never sooner than 20 ms
    [InlineData(100_000, 100_000, 125_000)]
    [InlineData(2_000_000, 400_000, 400_000)] // never later than 400 ms
    public void The_hedge_is_the_95th_percentile_within_limits(int micros, int least, int most)
    {
        for (int i = 0; i < 100; i++) _tally.CountReplied(micros);
        Take();
        Assert.InRange(_health.Verdict.HedgeMicros, least, most);
        Assert.InRange(_health.Verdict.ExpectedMicros, micros * 0.99, micros * 1.01);
    }

    [Fact]
    public void Five_slow_replies_of_a_hundred_do_not_move_the_hedge_and_ten_do()
    {
        for (int i = 0; i < 100; i++) _tally.CountReplied(i < 4 ? 350_000 : 30_000);
        Take();
        Assert.InRange(_health.Verdict.HedgeMicros, 30_000, 40_000);
        for (int i = 0; i < 100; i++) _tally.CountReplied(i < 15 ? 350_000 : 30_000);
        Take();
        Assert.InRange(_health.Verdict.HedgeMicros, 350_000, 400_000);
    }

    [Fact]
    public void Losses_and_failures_make_a_fast_server_dear()
    {
        for (int i = 0; i < 50; i++) _tally.CountReplied(1_000);
        Take();
        int healthy = _health.Verdict.ExpectedMicros;
        for (int i = 0; i < 20; i++) _tally.CountSilent();
        Take();
        int lossy = _health.Verdict.ExpectedMicros;
        Assert.True(lossy > healthy + 100_000);
        for (int i = 0; i < 50; i++)
        {
            _tally.CountReplied(1_000);
            _tally.CountFailed(refused: true);
        }

        Take();
        Assert.True(_health.Verdict.ExpectedMicros > 500_000);
    }

    [Fact]
    public void One_silence_is_a_suspicion_two_in_a_row_are_a_verdict_and_a_reply_ends_both()
    {
        _health.Replied();
        _health.Silent();
        Assert.Equal(UpstreamState.Suspect, _health.State);
        _health.Silent();
        Assert.Equal(UpstreamState.Down, _health.State);
        _health.Silent();
        Assert.Equal(UpstreamState.Down, _health.State);
        _health.Replied();
        Assert.Equal(UpstreamState.Up, _health.State);
        _health.Silent();
        Assert.Equal(UpstreamState.Suspect, _health.State);
    }

    [Fact]
    public void Replies_between_two_silences_keep_a_server_from_being_down()
    {
        _health.Silent();
        _tally.CountReplied(1_000);
        Take();
        _health.Silent();
        Assert.NotEqual(UpstreamState.Down, _health.State);
    }

    private void Take()
    {
        _now.Sum([_tally]);
        _fresh.Difference(_now, _before);
        _health.Take(_fresh);
        _before.Sum([_tally]);
    }
}

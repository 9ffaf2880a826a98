using Polymasq.Node.Stores.Replica;

namespace Polymasq.Node.Tests.Stores.Replica;

public sealed class LeaseGapsTests
{
    private static LeaseGap Gap(long after, long until) => new(after, until, IsHole: false);

    private static LeaseGap Hole(long after, long until) => new(after, until, IsHole: true);

    [Fact]
    public void An_empty_one_is_none() => Assert.Empty(LeaseGaps.None.With(Gap(5, 5)).All);

    [Fact]
    public void What_is_filled_is_cut_out() => Assert.Equal(
        [Gap(0, 10), Gap(20, 25), Gap(35, 40)],
        LeaseGaps.None.With(Gap(0, 25)).With(Gap(30, 40)).Without(10, 20).Without(28, 35).All);

    [Fact]
    public void Neighbours_of_a_kind_are_one() =>
        Assert.Equal([Gap(0, 10), Hole(10, 30)], LeaseGaps.None.With(Gap(0, 5)).With(Gap(4, 10)).With(Hole(10, 20)).With(Hole(20, 30)).All);

    [Fact]
    public void The_state_is_known_up_to_the_first_hole()
    {
        LeaseGaps gaps = LeaseGaps.None.With(Gap(0, 50)).With(Hole(60, 70)).With(Hole(80, 90));
        Assert.Equal(60, gaps.KnownUpTo(100));
        Assert.Equal(100, gaps.WithStateKnown().KnownUpTo(100));
        Assert.Equal([Gap(0, 50)], gaps.WithoutHoles().All);
    }

    [Fact]
    public void Their_number_is_limited_and_nothing_missing_is_forgotten()
    {
        LeaseGaps gaps = new(Enumerable.Range(0, 200).Select(i => Gap(i * 10, (i * 10) + 5)));
        Assert.Equal(LeaseGaps.CountMax, gaps.All.Count);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Contains(gaps.All, gap => gap.After <= i * 10 && gap.Until >= (i * 10) + 5));
    }
}

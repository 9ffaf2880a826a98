using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Tests.Caching;

public sealed class DeadlineWheelTests
{
    private const long TicksPerSlot = 10;

    [Fact]
    public void A_deadline_set_after_a_long_rest_is_kept()
    {
        DeadlineWheel wheel = new(TicksPerSlot, now: 0);
        Resolution resolution = new(0);
        wheel.Set(resolution, deadline: 1_000_020, now: 1_000_000);
        Assert.Null(wheel.TakeDue(1_000_019));
        Assert.Same(resolution, wheel.TakeDue(1_000_030));
    }

    [Fact]
    public void A_deadline_that_is_taken_back_does_not_come()
    {
        DeadlineWheel wheel = new(TicksPerSlot, now: 0);
        Resolution[] three = [new(0), new(1), new(2)];
        foreach (Resolution one in three) wheel.Set(one, deadline: 100, now: 0);
        wheel.Remove(three[1]);
        wheel.Remove(three[1]);
        HashSet<Resolution?> due = [wheel.TakeDue(200), wheel.TakeDue(200)];
        Assert.Equal([three[0], three[2]], due.OrderBy(static one => one!.Index));
        Assert.Null(wheel.TakeDue(200));
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void A_deadline_beyond_the_ring_comes_up_early_and_can_be_set_again()
    {
        DeadlineWheel wheel = new(TicksPerSlot, now: 0);
        Resolution resolution = new(0);
        wheel.Set(resolution, deadline: long.MaxValue, now: 0);
        Assert.Null(wheel.TakeDue(5_000));
        Assert.Same(resolution, wheel.TakeDue(5_120));
        wheel.Set(resolution, deadline: 6_000, now: 5_120);
        Assert.Same(resolution, wheel.TakeDue(6_010));
    }

    /// <summary>Deadlines set, moved and taken at random times: each comes after its time, by two slots at most.</summary>
    [Fact]
    public void Every_deadline_comes_once_and_in_time() => Prop.ForAll(Moves().ToArbitrary(), moves =>
    {
        DeadlineWheel wheel = new(TicksPerSlot, now: 0);
        Resolution[] all = [.. Enumerable.Range(0, 8).Select(static index => new Resolution(index))];
        long?[] deadlines = new long?[all.Length];
        long now = 0;
        foreach ((int which, int wait, int pass) in moves)
        {
            deadlines[which] = now + wait;
            wheel.Set(all[which], now + wait, now);
            now += pass;
            while (wheel.TakeDue(now) is { } due)
            {
                if (deadlines[due.Index] is not { } deadline || deadline > now) return false;
                deadlines[due.Index] = null;
            }

            if (deadlines.Any(deadline => deadline + (2 * TicksPerSlot) < now)) return false;
        }

        return wheel.Count == deadlines.Count(static deadline => deadline is not null);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Gen<(int Which, int Wait, int Pass)[]> Moves() =>
        (from which in Gen.Choose(0, 7)
         from wait in Gen.Choose(0, 5_000)
         from pass in Gen.Frequency((9, Gen.Choose(0, 60)), (1, Gen.Choose(0, 20_000)))
         select (which, wait, pass)).ArrayOf();
}

using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Tests.Leases;

public sealed class LeaseTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_left_is_rounded_down()
    {
        Assert.Equal(59u, LeaseTime.Left(Now.AddSeconds(60), Now.AddMilliseconds(1)));
        Assert.Equal(0u, LeaseTime.Left(Now, Now.AddSeconds(1)));
    }

    // RFC 2131 §3.3: all ones is a lease for ever.
    [Fact]
    public void An_infinite_lease_never_ends()
    {
        Assert.Equal(DateTimeOffset.MaxValue, LeaseTime.EndOf(Now, LeaseTime.Infinite));
        Assert.Equal(LeaseTime.Infinite, LeaseTime.Left(DateTimeOffset.MaxValue, Now));
    }

    [Fact]
    public void The_longest_finite_lease_is_still_finite()
    {
        DateTimeOffset end = LeaseTime.EndOf(Now, LeaseTime.Infinite - 1);
        Assert.Equal(LeaseTime.Infinite - 1, LeaseTime.Left(end, Now));
    }
}

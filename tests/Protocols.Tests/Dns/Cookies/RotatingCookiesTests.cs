using Polymasq.Protocols.Dns.Cookies;

namespace Polymasq.Protocols.Tests.Dns.Cookies;

public sealed class RotatingCookiesTests
{
    private const uint Midnight = 86_400 * 20_000u;

    private static readonly byte[] Root = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];
    private static readonly byte[] Client = [1, 2, 3, 4, 5, 6, 7, 8], Address = [192, 0, 2, 1];

    private readonly RotatingCookies _here = new(Root), _there = new(Root);

    // RFC 9018 §5: servers of one address take each other's cookies.
    [Theory]
    [InlineData(Midnight + 40_000, 0, true)]
    [InlineData(Midnight + 40_000, 3_600, true)]
    [InlineData(Midnight + 40_000, 3_601, false)]
    [InlineData(Midnight - 10, 20, true)] // made yesterday
    [InlineData(Midnight - 10, 3_600, true)]
    [InlineData(Midnight + 100, -200, true)] // made tomorrow, by a clock that is ahead
    [InlineData(Midnight + 100, -301, false)]
    [InlineData(uint.MaxValue - 5, 10, true)] // 2106
    public void A_cookie_is_good_wherever_the_root_is_known(uint made, int later, bool isGood) =>
        Assert.Equal(isGood, _there.IsOurs(Make(_here, made), Address, (uint)(made + later)));

    [Fact]
    public void It_stays_so_over_the_days()
    {
        for (uint now = Midnight; now < Midnight + (3 * 86_400); now += 1_799)
        {
            byte[] cookie = Make(_here, now);
            Assert.True(_there.IsOurs(cookie, Address, now));
            Assert.True(_here.IsOurs(cookie, Address, now + 3_000));
            Assert.False(_there.IsOurs(cookie, [192, 0, 2, 2], now));
        }
    }

    [Fact]
    public void Each_day_has_its_own_secret()
    {
        byte[] tomorrows = Make(_here, Midnight);
        Make(_here, Midnight - 1).AsSpan(16).CopyTo(tomorrows.AsSpan(16));
        Assert.False(_here.IsOurs(tomorrows, Address, Midnight));
    }

    [Fact]
    public void Another_root_is_another_server() => Assert.False(new RotatingCookies(Root.AsSpan(1)).IsOurs(Make(_here, Midnight), Address, Midnight));

    [Fact]
    public void Cookies_of_other_lengths_are_not_ours()
    {
        byte[] cookie = Make(_here, Midnight);
        for (int length = 0; length < cookie.Length; length++) Assert.False(_here.IsOurs(cookie.AsSpan(0, length), Address, Midnight));
    }

    private static byte[] Make(RotatingCookies cookies, uint now)
    {
        byte[] cookie = new byte[ServerCookies.Length];
        cookies.Write(Client, Address, now, cookie);
        return cookie;
    }
}

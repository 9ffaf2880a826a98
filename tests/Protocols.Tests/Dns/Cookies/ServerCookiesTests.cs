using System.Net;
using Polymasq.Protocols.Dns.Cookies;

namespace Polymasq.Protocols.Tests.Dns.Cookies;

public sealed class ServerCookiesTests
{
    private const string Secret = "e5e973e5a6b2a43f48e7dc849e37bfcf";

    // RFC 9018 appendix A.1 and A.4.
    [Theory]
    [InlineData(Secret, "198.51.100.100", 0x5cf79f11, "2464c4abcf10c957010000005cf79f111f8130c3eee29480")]
    [InlineData("445536bcd2513298075a5d379663c962", "2001:db8:220:1:59de:d0f4:8769:82b8", 0x5cf7c609, "22681ab97d52c298010000005cf7c609a6bb79d16625507a")]
    public void Cookies_are_those_of_all_servers_with_the_secret(string secret, string client, uint now, string expected)
    {
        byte[] cookie = new byte[ServerCookies.Length];
        new ServerCookies(Convert.FromHexString(secret)).Write(Convert.FromHexString(expected[..16]), Address(client), now, cookie);
        Assert.Equal(expected, Convert.ToHexStringLower(cookie));
    }

    // RFC 9018 §4.3: an hour back, five minutes ahead.
    [Theory]
    [InlineData(0, true)]
    [InlineData(3_600, true)]
    [InlineData(3_601, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void A_cookie_is_good_for_an_hour(int later, bool expected)
    {
        byte[] cookie = Convert.FromHexString("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
        Assert.Equal(expected, new ServerCookies(Convert.FromHexString(Secret)).IsOurs(cookie, Address("198.51.100.100"), (uint)(0x5cf79f11 + later)));
    }

    [Fact]
    public void A_cookie_with_any_bit_changed_or_from_elsewhere_is_none()
    {
        ServerCookies cookies = new(Convert.FromHexString(Secret));
        byte[] cookie = Convert.FromHexString("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
        for (int bit = 0; bit < cookie.Length * 8; bit++)
        {
            cookie[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(cookies.IsOurs(cookie, Address("198.51.100.100"), 0x5cf79f11));
            cookie[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.False(cookies.IsOurs(cookie, Address("198.51.100.101"), 0x5cf79f11));
        Assert.False(cookies.IsOurs(cookie.AsSpan(..8), Address("198.51.100.100"), 0x5cf79f11));
        Assert.False(cookies.IsOurs(cookie.AsSpan(..23), Address("198.51.100.100"), 0x5cf79f11));
    }

    private static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();
}

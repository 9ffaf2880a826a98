using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Tests.Upstreams;

public sealed class ResolvConfTests
{
    [Fact]
    public void Servers_are_taken_in_order_and_everything_else_is_passed_over()
    {
        const string Text = """
            # made by hand
            search example.org
            nameserver 192.0.2.53
            nameserver	2001:db8::53   # by tab, with a remark
            ; nameserver 192.0.2.99
            nameserverx 192.0.2.98
            nameserver not-an-address
            nameserver
            nameserver 192.0.2.53
            options edns0
            """;
        Assert.Equal(["192.0.2.53:53", "[2001:db8::53]:53"], ResolvConf.Parse(Text).Select(static server => server.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\0\0\0")]
    public void Nothing_is_no_error(string? text) => Assert.Empty(ResolvConf.Parse(text));

    [Fact]
    public void An_endless_list_is_cut() =>
        Assert.Equal(16, ResolvConf.Parse(string.Concat(Enumerable.Range(1, 200).Select(static i => $"nameserver 192.0.2.{i}\n"))).Length);
}

using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Configuration;

public sealed class CommandLineTests
{
    [Fact]
    public void Flags_take_their_value_behind_a_blank_or_an_equals_sign()
    {
        CommandLine command = CommandLine.Parse(["--config", "a.conf", "--set=dns.port=1", "--set", "log.level=debug", "--check", "--test-clock=now"], out _)!;

        Assert.Equal("a.conf", command.ConfigFile);
        Assert.Equal([("dns.port", "1"), ("log.level", "debug")], command.Overrides);
        Assert.True(command.Check);
        Assert.Equal("now", command.TestClock);
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("--set", "dns.port")]
    [InlineData("--set", "=5")]
    [InlineData("--frobnicate")]
    [InlineData("--check=yes")]
    [InlineData("a.conf")]
    public void What_is_not_understood_is_named(params string[] arguments)
    {
        Assert.Null(CommandLine.Parse(arguments, out string wrong));
        Assert.NotEmpty(wrong);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Polymasq.Node.Control;

namespace Polymasq.Node.Tests.Control;

public sealed class ControlArgumentsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z")]
    [InlineData("2026-11-21 09:00", "2026-11-21T09:00:00Z")]
    [InlineData("2026-11-21T10:00:00+01:00", "2026-11-21T09:00:00Z")]
    [InlineData("90s", "2026-11-21T11:58:30Z")]
    [InlineData("15m", "2026-11-21T11:45:00Z")]
    [InlineData("2h", "2026-11-21T10:00:00Z")]
    [InlineData("7d", "2026-11-14T12:00:00Z")]
    public void A_moment_is_a_date_or_how_long_ago(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Arguments("name", text).Moment("name", Now));

    [Theory]
    [InlineData("soon")]
    [InlineData("2")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("2147483647d")]
    [InlineData("99999999999h")]
    public void What_is_no_moment_is_refused(string text) =>
        Assert.Equal(400, Assert.Throws<ControlException>(() => Arguments("name", text).Moment("name", Now)).Status);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("x")]
    public void A_number_outside_its_limits_is_refused_unless_nothing_is_given(string text)
    {
        ControlArguments arguments = Arguments("count", text);
        if (text.Length == 0) Assert.Equal(5, arguments.Number("count", 5, 1, 10));
        else Assert.Contains("from 1 to 10", Assert.Throws<ControlException>(() => arguments.Number("count", 5, 1, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_given_twice_is_refused() =>
        Assert.Throws<ControlException>(() => Arguments("name", new StringValues(["a", "b"])));

    private static ControlArguments Arguments(string name, StringValues value) =>
        new(TestCommand.Echo(), new QueryCollection(new Dictionary<string, StringValues> { [name] = value }));
}

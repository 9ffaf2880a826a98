using System.Text;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Protocols.Tests.Hocon;

// A configuration can be huge by mistake or by malice: it ends in an error, soon, and never in a crash.
public sealed class HoconLimitTests
{
    [Theory]
    [InlineData("[")]
    [InlineData("{a:")]
    [InlineData("a.")]
    [InlineData("a{")]
    [InlineData("a=[{")]
    [InlineData("${")]
    [InlineData("a+=[")]
    public void Nesting_is_bounded(string opening) =>
        Assert.StartsWith("! ", HoconFixture.Resolve(new StringBuilder().Insert(0, opening, 100_000).ToString()), StringComparison.Ordinal);

    [Fact]
    public void Nesting_within_the_bound_is_read()
    {
        string text = new string('[', HoconLimits.DepthMax) + new string(']', HoconLimits.DepthMax);
        Assert.Equal(text, HoconFixture.Resolve(text));
    }

    [Fact]
    public void A_long_chain_of_substitutions_is_bounded()
    {
        StringBuilder text = new();
        for (int i = 0; i < 20_000; i++) text.Append('a').Append(i).Append(" = ${a").Append(i + 1).Append("}\n");
        Assert.Contains("deep", HoconFixture.Resolve(text.ToString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${a#}${a#}")]
    [InlineData("[${a#}, ${a#}]")]
    [InlineData("{ x = ${a#}, y = ${a#} }")]
    [InlineData("${?a#}${?a#}")]
    [InlineData("${a#} ${a#}")]
    public void Doubling_is_bounded(string line)
    {
        StringBuilder text = new();
        for (int i = 0; i < 60; i++) text.Append('a').Append(i).Append(" = ").Append(line.Replace("#", $"{i + 1}", StringComparison.Ordinal)).Append('\n');
        text.Append(line.Contains('?', StringComparison.Ordinal) ? "" : "a60 = [x]");
        string json = HoconFixture.Resolve(line.StartsWith("${a#}${", StringComparison.Ordinal) ? text.Replace("[x]", "x").ToString() : text.ToString());
        Assert.True(json == "{}" || json.StartsWith("! ", StringComparison.Ordinal));
    }

    [Fact]
    public void Doubling_look_ups_by_path_are_bounded()
    {
        StringBuilder text = new("q = ${a0.x}\n");
        for (int i = 0; i < 60; i++) text.Append($"a{i} = ${{a{i + 1}}} ${{a{i + 1}}}\n");
        Assert.StartsWith("! ", HoconFixture.Resolve(text.Append("a60 = {}").ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_appended_items_need_no_depth()
    {
        StringBuilder text = new();
        for (int i = 0; i < 20_000; i++) text.Append("l += ").Append(i).Append('\n');
        Assert.EndsWith(",19999]}", HoconFixture.Resolve(text.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_include_each_other_twice_are_bounded()
    {
        HoconFixture fixture = new();
        for (int i = 0; i < 40; i++) fixture.With($"f{i}.conf", $"include \"f{i + 1}.conf\"\ninclude \"f{i + 1}.conf\"");
        Assert.StartsWith("! ", fixture.With("f40.conf", "a = 1").Json("f0.conf"), StringComparison.Ordinal);
    }
}

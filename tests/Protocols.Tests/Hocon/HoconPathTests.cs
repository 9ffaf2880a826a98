using Polymasq.Protocols.Hocon;

namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Path expressions", "Paths as keys".
public sealed class HoconPathTests
{
    [Theory]
    [InlineData("foo.bar : 42", """{"foo":{"bar":42}}""")]
    [InlineData("foo.bar.baz : 42", """{"foo":{"bar":{"baz":42}}}""")]
    [InlineData("a.x : 42, a.y : 43", """{"a":{"x":42,"y":43}}""")]
    [InlineData("a b c : 42", """{"a b c":42}""")]
    [InlineData("  a  b  : 42", """{"a  b":42}""")]
    [InlineData("true : 42", """{"true":42}""")]
    [InlineData("3 : 42", """{"3":42}""")]
    [InlineData("3.14 : 42", """{"3":{"14":42}}""")]
    [InlineData("10.0foo : 1", """{"10":{"0foo":1}}""")]
    [InlineData("foo10.0 : 1", """{"foo10":{"0":1}}""")]
    [InlineData("foo\"10.0\" : 1", """{"foo10.0":1}""")]
    [InlineData("1.2.3 : 1", """{"1":{"2":{"3":1}}}""")]
    [InlineData("foo.bar.\"hello.world\" : 1", """{"foo":{"bar":{"hello.world":1}}}""")]
    [InlineData("a.\"\".b : 1", """{"a":{"":{"b":1}}}""")]
    [InlineData("\"\" : 1", """{"":1}""")]
    [InlineData("a . b : 1", """{"a ":{" b":1}}""")]
    [InlineData("foo include : 42", """{"foo include":42}""")]
    [InlineData("\"include\" : 42", """{"include":42}""")]
    [InlineData("includes : 42", """{"includes":42}""")]
    [InlineData("\"a\".\"b\" = 1", """{"a":{"b":1}}""")]
    [InlineData("a.b { c = 1 }\na.b.d = 2", """{"a":{"b":{"c":1,"d":2}}}""")]
    [InlineData("1e5 = 1", """{"1e5":1}""")]
    [InlineData("-1.5 = 1", """{"-1":{"5":1}}""")]
    public void Keys_are_paths(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("a..b : 1")]
    [InlineData(".a : 1")]
    [InlineData("a. : 1")]
    [InlineData(". : 1")]
    [InlineData(" : 1")]
    [InlineData("${a} : 1")]
    [InlineData("a${b} : 1")]
    [InlineData("{ foo \n bar : 10 }")]
    [InlineData("[a] : 1")]
    [InlineData("{a : 1} : 1")]
    [InlineData("[${a..b}]")]
    [InlineData("[${}]")]
    [InlineData("[${?}]")]
    [InlineData("[${ ?foo}]")]
    [InlineData("[${${a}}]")]
    [InlineData("[${a\n}]")]
    [InlineData("[${a]")]
    [InlineData("[${a #}\n]")]
    public void Broken_paths_are_errors(string text) => Assert.StartsWith("! ", HoconFixture.Resolve(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("${ a.b}")]
    [InlineData("${a.b }")]
    [InlineData("${?a.b}")]
    [InlineData("${\"a\".b}")]
    [InlineData("${\"a\".\"b\"}")]
    public void Substitutions_have_the_same_paths(string substitution) =>
        Assert.Equal("""{"a":{"b":7},"c":7}""", HoconFixture.Resolve($"a.b = 7\nc = {substitution}"));

    [Fact]
    public void Blanks_inside_a_path_belong_to_its_elements() =>
        Assert.Equal("""{"foo  bar baz":1,"c":1}""", HoconFixture.Resolve("foo  bar baz = 1, c = ${foo  \"bar\" baz}"));

    [Theory]
    [InlineData(new[] { "a", "b-1" }, "a.b-1")]
    [InlineData(new[] { "a.b", "", "c d" }, "\"a.b\".\"\".\"c d\"")]
    public void A_path_is_rendered_so_that_it_reads_back(string[] path, string rendered) => Assert.Equal(rendered, HoconPath.Render(path));
}

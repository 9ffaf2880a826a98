namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Syntax", up to "Unquoted strings".
public sealed class HoconSyntaxTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData(" \n \n ", "{}")]
    [InlineData("# only a comment", "{}")]
    [InlineData("\uFEFFa = 1", """{"a":1}""")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("[1, [2], {a : 3}]", """[1,[2],{"a":3}]""")]
    [InlineData("""{ "foo" : { "a" : [ 1, 2.5e-3, true, null, "x" ] } }""", """{"foo":{"a":[1,2.5e-3,true,null,"x"]}}""")]
    [InlineData("a = 1\nb : 2", """{"a":1,"b":2}""")]
    [InlineData("{ a = 1 }\n# end\n", """{"a":1}""")]
    [InlineData("foo { a : 42 }", """{"foo":{"a":42}}""")]
    [InlineData("\"foo\" {}", """{"foo":{}}""")]
    [InlineData("foo\n{ a : 42 }", """{"foo":{"a":42}}""")]
    [InlineData("foo { a : 1 } { b : 2 }", """{"foo":{"a":1,"b":2}}""")]
    [InlineData("a\n:\n1", """{"a":1}""")]
    [InlineData("a = # why\n  1 // because\n", """{"a":1}""")]
    [InlineData("a = 1 // x\nb = \"//no # comment\" # y", """{"a":1,"b":"//no # comment"}""")]
    [InlineData("a = one/two", """{"a":"one/two"}""")]
    [InlineData("a = one//two", """{"a":"one"}""")]
    public void Documents_are_read(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("[1,2,3,]")]
    [InlineData("[1\n2\n3]")]
    [InlineData("[1,\n2\n\n,3\n,\n]")]
    [InlineData("[ 1 // one\n 2 # two\n 3 ]")]
    public void Commas_and_lines_separate_items(string text) => Assert.Equal("[1,2,3]", HoconFixture.Resolve(text));

    [Theory]
    [InlineData("[1,2,3,,]")]
    [InlineData("[,1,2,3]")]
    [InlineData("[1,,2,3]")]
    [InlineData("[,]")]
    [InlineData("{,}")]
    [InlineData("{ a : 1,, b : 2 }")]
    [InlineData("{ , a : 1 }")]
    [InlineData("a : 1,,")]
    [InlineData("{ \"a\" : true \"b\" : false }")]
    public void Commas_alone_or_missing_are_errors(string text) => Assert.StartsWith("! ", HoconFixture.Resolve(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("a : 1, b : 2,", """{"a":1,"b":2}""")]
    [InlineData("{ a : b  \n  , \n }", """{"a":"b"}""")]
    [InlineData("{ a : b\nc : d }", """{"a":"b","c":"d"}""")]
    public void Commas_and_lines_separate_fields(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("""{ "foo" : { "a" : 42 }, "foo" : { "b" : 43 } }""", """{"foo":{"a":42,"b":43}}""")]
    [InlineData("""{ "foo" : { "a" : 42 }, "foo" : null, "foo" : { "b" : 43 } }""", """{"foo":{"b":43}}""")]
    [InlineData("a : 1, a : 2", """{"a":2}""")]
    [InlineData("a : { x : 1, y : { p : 1 } }, a : { y : { q : 2 }, x : 3 }", """{"a":{"x":3,"y":{"p":1,"q":2}}}""")]
    [InlineData("a : [1], a : [2]", """{"a":[2]}""")]
    [InlineData("a : { x : 1 }, a : 5", """{"a":5}""")]
    public void A_later_value_overrides_and_objects_merge(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    // HOCON "Whitespace": all Unicode separators, and controls that are not newlines.
    [Theory]
    [InlineData("\u00A0a\u2007=\u202F1\u3000")]
    [InlineData("\ta\v=\f1\u001C\u001D\u001E\u001F\r\n")]
    [InlineData("a\u2028=\u20291")]
    public void Every_kind_of_blank_is_a_blank(string text) => Assert.Equal("""{"a":1}""", HoconFixture.Resolve(text));

    [Fact]
    public void Only_a_line_feed_separates_items() => Assert.Equal("[\"1\u20282\"]", HoconFixture.Resolve("[1\u20282]"));

    [Fact]
    public void Keys_keep_the_order_of_their_first_appearance() =>
        Assert.Equal("""{"z":3,"a":{"y":1,"b":2},"m":0}""", HoconFixture.Resolve("z = 1, a.y = 1, m = 0, a.b = 2, z = 3"));
}

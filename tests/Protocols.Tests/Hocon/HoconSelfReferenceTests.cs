namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Self-Referential Substitutions", "The += field separator".
public sealed class HoconSelfReferenceTests
{
    [Theory]
    [InlineData("path : \"a:b:c\"\npath : ${path}\":d\"", """{"path":"a:b:c:d"}""")]
    [InlineData("a : 1, a : ${a}", """{"a":1}""")]
    [InlineData("foo : { a : 1 }\nfoo : ${foo}", """{"foo":{"a":1}}""")]
    [InlineData("foo : { a : { c : 1 } }\nfoo : ${foo.a}\nfoo : { a : 2 }", """{"foo":{"a":2,"c":1}}""")]
    [InlineData("a = ${?a}foo", """{"a":"foo"}""")]
    [InlineData("foo : ${?foo}", "{}")]
    [InlineData("a = 1, a = ${a}2, a = ${a}3", """{"a":"123"}""")]
    [InlineData("a = 1, a = ${?b}, a = ${a}3", """{"a":"13"}""")]
    [InlineData("a { b : 1 }, a { b : ${a.b}2 }", """{"a":{"b":"12"}}""")]
    [InlineData("a : ${x}, a : { b : ${a.b}2 }, x = { b : 1 }", """{"a":{"b":"12"},"x":{"b":1}}""")]
    [InlineData("a : 1, b : ${a}, a : ${b}2", """{"a":"12","b":1}""")]
    [InlineData("a = [1], b = ${a} [2], a = ${b} [3]", """{"a":[1,2,3],"b":[1,2]}""")]
    [InlineData("a = [1], a = ${a} [ ${a} ]", """{"a":[1,[1]]}""")]
    public void A_field_can_refer_to_what_it_overrides(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("a += b", """{"a":["b"]}""")]
    [InlineData("a = [1], a += 2, a += [3], a += { x : 4 }", """{"a":[1,2,[3],{"x":4}]}""")]
    [InlineData("a.b += 1\na.b += 2\na { b += 3 }", """{"a":{"b":[1,2,3]}}""")]
    [InlineData("x = 9, a = ${?a}[1], a += ${x}, a += 2", """{"x":9,"a":[1,9,2]}""")]
    [InlineData("x = [1], a = ${x}, a += 2, a += 3", """{"x":[1],"a":[1,2,3]}""")]
    [InlineData("x = { b : [1] }, a : ${x}, a : { b += 2 }", """{"x":{"b":[1]},"a":{"b":[1,2]}}""")]
    [InlineData("a = [1], a += ${a}", """{"a":[1,[1]]}""")]
    [InlineData("l = [ { a += 1, a += 2 } ]", """{"l":[{"a":[1,2]}]}""")]
    [InlineData("x = 1, l = [ { a = [0], a += ${x}, a += 2 } ]", """{"x":1,"l":[{"a":[0,1,2]}]}""")]
    [InlineData("10+=5", """{"10":[5]}""")]
    [InlineData("\"k\" += 1", """{"k":[1]}""")]
    public void Plus_equals_appends(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("a = 5, a += 1")]
    [InlineData("a = { b : 1 }, a += 1")]
    [InlineData("+= 10")]
    [InlineData("a +=")]
    [InlineData("[ += ]")]
    public void Plus_equals_needs_a_list_and_a_value(string text) => Assert.StartsWith("! ", HoconFixture.Resolve(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("foo : ${foo}")]
    [InlineData("foo : ${foo}, foo : { a : 1 }")]
    [InlineData("bar : ${foo}, foo : ${bar}")]
    [InlineData("a : ${b}, b : ${c}, c : ${a}")]
    [InlineData("a : { b : ${a} }")]
    [InlineData("a : [${a}]")]
    [InlineData("a : 1, a : [${a}]")]
    [InlineData("a : ${b}, b : { y : ${a} }")]
    [InlineData("a : ${b.x}, b : ${a.x}")]
    [InlineData("a = x${a}")]
    [InlineData("a : ${b}[1], b : [${a}]")]
    [InlineData("a { a : ${a} }\na { a : ${a} }")]
    [InlineData("a = { c : 1 }\na { a : ${a} } { a : ${a} }")]
    public void A_cycle_is_an_error(string text)
    {
        string json = HoconFixture.Resolve(text);
        Assert.StartsWith("! ", json, StringComparison.Ordinal);
        Assert.True(json.Contains("cycle", StringComparison.Ordinal) || json.Contains("refers back to itself", StringComparison.Ordinal), json);
    }

    // HOCON: a cycle counts as missing for the optional form.
    [Theory]
    [InlineData("a : { b : ${?a} }", """{"a":{}}""")]
    [InlineData("a : [1, ${?a}]", """{"a":[1]}""")]
    [InlineData("a : ${?b}, b : ${?a}", "{}")]
    public void An_optional_cycle_vanishes(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    // HOCON leaves the value open here, but wants the same for both.
    [Theory]
    [InlineData("a : 1, b : 2, a : ${b}, b : ${a}", """{"a":1,"b":1}""")]
    [InlineData("b : 2, a : 1, a : ${b}, b : ${a}", """{"b":2,"a":2}""")]
    public void Two_fields_that_look_at_each_other_agree(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));
}

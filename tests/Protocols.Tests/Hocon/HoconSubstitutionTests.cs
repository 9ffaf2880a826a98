namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Substitutions".
public sealed class HoconSubstitutionTests
{
    [Theory]
    [InlineData("a = ${b}, b = 1", """{"a":1,"b":1}""")]
    [InlineData("a = 1, b = ${a}, a = 2", """{"a":2,"b":2}""")]
    [InlineData("a = ${b}, b = ${c}, c = [1, {d : 2}]", """{"a":[1,{"d":2}],"b":[1,{"d":2}],"c":[1,{"d":2}]}""")]
    [InlineData("a = ${b.c.d}, b.c = { d : x }", """{"a":"x","b":{"c":{"d":"x"}}}""")]
    [InlineData("x = { p : 1 }, y = ${x}, a = ${y.p}", """{"x":{"p":1},"y":{"p":1},"a":1}""")]
    [InlineData("x = { p : 1 }, y = ${x} { q : 2 }, a = ${y.p}${y.q}", """{"x":{"p":1},"y":{"p":1,"q":2},"a":"12"}""")]
    [InlineData("a = \"${b}\"", """{"a":"${b}"}""")]
    [InlineData("a = \"\"\"${b}\"\"\"", """{"a":"${b}"}""")]
    [InlineData("b = null, a = ${b}", """{"b":null,"a":null}""")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }, bar : { foo : 43 }", """{"bar":{"foo":43,"baz":43}}""")]
    [InlineData("bar : { a : ${foo.d}, b : 1 }\nbar.b = 3\nfoo : { c : ${bar.b}, d : 2 }\nfoo.d = 4", """{"bar":{"a":4,"b":3},"foo":{"c":3,"d":4}}""")]
    [InlineData("a : ${b}, a : { c : 1 }, b : { d : 2 }", """{"a":{"d":2,"c":1},"b":{"d":2}}""")]
    [InlineData("a : { c : 1 }, a : ${b}, b : { d : 2 }", """{"a":{"c":1,"d":2},"b":{"d":2}}""")]
    [InlineData("a : { c : 1 }, a : ${b}, b : 5", """{"a":5,"b":5}""")]
    [InlineData("a : ${b}, a : { c : 1 }, b : 5", """{"a":{"c":1},"b":5}""")]
    [InlineData("a : ${b}, a : { c : ${a.d} }, b : { d : 2 }", """{"a":{"d":2,"c":2},"b":{"d":2}}""")]
    [InlineData("a : { c : 1 }, a : ${b}, a : { d : 2 }, b : { x : ${a.d} }", """{"a":{"c":1,"x":2,"d":2},"b":{"x":2}}""")]
    [InlineData("d { a = 1, b = 2 }, i = ${d}, i.c = ${j.d}, j = ${d}, j.d = ${i.a}", """{"d":{"a":1,"b":2},"i":{"a":1,"b":2,"c":1},"j":{"a":1,"b":2,"d":1}}""")]
    [InlineData("i = 345, i = ${?n}, i = ${d}, i = {}, i = ${e}, i.b = { c : 43 }, d.m = 1, e.b = 2", """{"i":{"m":1,"b":{"c":43}},"d":{"m":1},"e":{"b":2}}""")]
    [InlineData("d { a = ${i.b}, b = 2 }, i.b = 7, i = ${d}", """{"d":{"a":2,"b":2},"i":{"b":2,"a":2}}""")]
    public void A_substitution_is_the_final_value_of_its_path(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("a = ${?b}", "{}")]
    [InlineData("a = 1, a = ${?b}", """{"a":1}""")]
    [InlineData("a = [ 1, ${?b}, 2 ]", """{"a":[1,2]}""")]
    [InlineData("foo : ${?bar}${?baz}", "{}")]
    [InlineData("a = { b = ${?c} }", """{"a":{}}""")]
    [InlineData("a = { x : 1 }, a = ${?b}", """{"a":{"x":1}}""")]
    [InlineData("a = ${?b}, b = ${?c}", "{}")]
    public void An_optional_one_leaves_no_trace_when_undefined(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("foo : ${does-not-exist}, foo : 42", """{"foo":42}""")]
    [InlineData("foo : ${foo}, foo : 42", """{"foo":42}""")]
    [InlineData("a.b : ${nope}, a : [1]", """{"a":[1]}""")]
    public void A_hidden_one_is_never_looked_up(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("a = ${b}", "${b} is not defined")]
    [InlineData("a : ${nope}, a : { b : 1 }", "${nope} is not defined")]
    [InlineData("a = ${b}, b = ${?c}", "${b} is not defined")]
    [InlineData("a = ${b.c}, b = 1", "${b.c} is not defined")]
    public void An_undefined_one_is_an_error(string text, string error) =>
        Assert.StartsWith($"! test.conf:1:5: {error}", HoconFixture.Resolve(text), StringComparison.Ordinal);

    // HOCON "Substitution fallback to environment variables".
    [Fact]
    public void The_environment_is_asked_last()
    {
        HoconFixture fixture = new HoconFixture().WithVariable("HOME", "/root").WithVariable("EMPTY", "").WithVariable("SET", "no");
        fixture.With("a", "a = ${HOME}/x, b = ${?NOPE}, c = ${?EMPTY}, SET = yes, d = ${SET}, n = null, e = ${?n}, PORT = ${?PORT}, HOME2 = ${?HOME}");
        Assert.Equal("""{"a":"/root/x","c":"","SET":"yes","d":"yes","n":null,"e":null,"HOME2":"/root"}""", fixture.Json("a"));
    }

    [Fact]
    public void A_key_set_to_null_hides_the_environment()
    {
        HoconFixture fixture = new HoconFixture().WithVariable("HOME", "/root").With("a", "HOME = null, a = ${HOME}");
        Assert.Equal("""{"HOME":null,"a":null}""", fixture.Json("a"));
    }

    [Fact]
    public void A_key_may_take_its_value_from_the_variable_of_its_own_name()
    {
        HoconFixture fixture = new HoconFixture().WithVariable("PORT", "53").With("a", "PORT = ${?PORT}").With("b", "PORT = 80, PORT = ${?PORT}");
        Assert.Equal("""{"PORT":"53"}""", fixture.Json("a"));
        Assert.Equal("""{"PORT":80}""", fixture.Json("b"));
    }

    // HOCON "List values from environment variables".
    [Fact]
    public void A_list_can_come_from_numbered_variables()
    {
        HoconFixture fixture = new HoconFixture().WithVariable("L_0", "x").WithVariable("L_1", "y").With("a", "a = ${L[]}, b = ${?M[]}");
        Assert.Equal("""{"a":["x","y"]}""", fixture.Json("a"));
    }
}

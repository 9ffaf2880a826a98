namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Value concatenation".
public sealed class HoconConcatenationTests
{
    [Theory]
    [InlineData("a :  foo   bar\tbaz  ", """{"a":"foo   bar\tbaz"}""")]
    [InlineData("a : null bar 42 baz true 3.14 \"hi\" # c", """{"a":"null bar 42 baz true 3.14 hi"}""")]
    [InlineData("a : 1e5 x", """{"a":"1e5 x"}""")]
    [InlineData("a : \"x\"\"y\" \"z\"", """{"a":"xy z"}""")]
    [InlineData("a : 1 2", """{"a":"1 2"}""")]
    [InlineData("[ 1 2 3 4 ]", """["1 2 3 4"]""")]
    [InlineData("a : foo\r\nb : bar\r\n", """{"a":"foo","b":"bar"}""")]
    public void Simple_values_become_one_string(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("a : [ 1, 2 ] [ 3, 4 ]", """{"a":[1,2,3,4]}""")]
    [InlineData("a : [ 1, 2 ]\na : ${a} [ 3, 4 ]", """{"a":[1,2,3,4]}""")]
    [InlineData("[ [ 1, 2 ] [ 3, 4 ] ]", "[[1,2,3,4]]")]
    [InlineData("[ [ 1, 2 ]\n [ 3, 4 ] ]", "[[1,2],[3,4]]")]
    [InlineData("path = [ /bin ]\npath = ${path} [ /usr/bin ]", """{"path":["/bin","/usr/bin"]}""")]
    [InlineData("a = [\n1\n] [\n2\n]", """{"a":[1,2]}""")]
    [InlineData("b = [1], c = [2], a = ${b} ${c}", """{"b":[1],"c":[2],"a":[1,2]}""")]
    [InlineData("b = [1], a = ${?x} ${b}", """{"b":[1],"a":[1]}""")]
    [InlineData("b { 0 : x, 1 : y }, a = [w] ${b}", """{"b":{"0":"x","1":"y"},"a":["w","x","y"]}""")]
    [InlineData("b { 7 : x, 3 : y, z : 1 }, a = ${b} [w]", """{"b":{"7":"x","3":"y","z":1},"a":["y","x","w"]}""")]
    public void Lists_become_one_list(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("a : { b : 1 } { c : 2 }", """{"a":{"b":1,"c":2}}""")]
    [InlineData("a : { b : 1 }{ b : 2 }", """{"a":{"b":2}}""")]
    [InlineData("g = { size = 6 }\neast = ${g} { name = \"east\" }", """{"g":{"size":6},"east":{"size":6,"name":"east"}}""")]
    [InlineData("g = { size = 6 }\neast = { size = 5 } ${g}", """{"g":{"size":6},"east":{"size":6}}""")]
    [InlineData("a = ${?x} { b : 1 }", """{"a":{"b":1}}""")]
    [InlineData("x { p { q : 1 } }, y { p { r : 2 } }, a = ${x} ${y}", """{"x":{"p":{"q":1}},"y":{"p":{"r":2}},"a":{"p":{"q":1,"r":2}}}""")]
    [InlineData("[ ${x}{ b : 1 } ]", "! test.conf:1:3: ${x} is not defined, neither in the configuration nor in the environment (${?x} would allow that)")]
    public void Objects_become_one_object(string text, string json) => Assert.Equal(json, HoconFixture.Resolve(text));

    [Theory]
    [InlineData("n = world, a = hello ${n} !x", null)]
    [InlineData("n = world, a = hello ${n}\"!\"", """{"n":"world","a":"hello world!"}""")]
    [InlineData("x = 1, y = 2, a = ${x} ${y}", """{"x":1,"y":2,"a":"1 2"}""")]
    [InlineData("x = 1, y = 2, a = ${x}${y}", """{"x":1,"y":2,"a":"12"}""")]
    [InlineData("x = null, a = ${x}b", """{"x":null,"a":"nullb"}""")]
    [InlineData("x = true, a = ${x}", """{"x":true,"a":true}""")]
    [InlineData("x = 1.50, a = ${x}m", """{"x":1.50,"a":"1.50m"}""")]
    [InlineData("a = ${?nope} b", """{"a":" b"}""")]
    [InlineData("a = b ${?nope}", """{"a":"b "}""")]
    [InlineData("a = ${?nope}b", """{"a":"b"}""")]
    [InlineData("x = 5, a = ${?nope}${x}", """{"x":5,"a":5}""")]
    [InlineData("k = v, [ ${k} ]", null)]
    [InlineData("k = v, a = [ my ${k} is, ${k} ${k} ]", """{"k":"v","a":["my v is","v v"]}""")]
    public void Substitutions_join_into_strings(string text, string? json)
    {
        if (json is null) Assert.StartsWith("! ", HoconFixture.Resolve(text), StringComparison.Ordinal);
        else Assert.Equal(json, HoconFixture.Resolve(text));
    }

    [Theory]
    [InlineData("a : [1] foo")]
    [InlineData("a : foo { b : 1 }")]
    [InlineData("a : { b : 1 } 5")]
    [InlineData("a : [1] {}")]
    [InlineData("x = [1], a : ${x} foo")]
    [InlineData("x = [1], a : y${x}z")]
    [InlineData("x = { c : 1 }, a : y${x}z")]
    [InlineData("x = [1], y = { a : 1 }, a : ${x} ${y}")]
    [InlineData("x = [1], y = [2], a : ${x}\" \"${y}")]
    [InlineData("x = null, a : [1] ${x}")]
    public void Text_lists_and_objects_do_not_mix(string text) => Assert.StartsWith("! ", HoconFixture.Resolve(text), StringComparison.Ordinal);
}

namespace Polymasq.Protocols.Tests.Hocon;

public sealed class HoconErrorTests
{
    [Fact]
    public void All_errors_are_reported_with_their_places() => Assert.Equal(
        [
            "t:1:5: ':' must be in quotes (\"…:…\")",
            "t:3:5: a quoted string is not closed on its line (use \\n, or \"\"\" around several lines)",
            "t:5:10: a value is missing before ','",
            "t:6:1: after the key foo comes the end of the text, where '=', ':', '+=' or '{' must be",
        ],
        HoconFixture.ErrorsOf("a = *:5\nb = 1\nc = \"x\nd = 2\ne = [ 1, , 3 ]\nfoo").Select(e => e.Replace("'*' must be in quotes (\"…*…\")", "':' must be in quotes (\"…:…\")")));

    [Theory]
    [InlineData("{ a : 1", "t:1:1: this '{' is never closed")]
    [InlineData("a : 1 }", "t:1:7: this '}' closes nothing")]
    [InlineData("a : 1 ]", "t:1:7: this ']' closes nothing")]
    [InlineData("a : [ 1", "t:1:5: this '[' is never closed")]
    [InlineData("{ a : [ 1 }", "t:1:7: this '[' is not closed before the '}' that follows")]
    [InlineData("a : [ { b : 1 ]", "t:1:7: this '{' is not closed before the ']' that follows")]
    [InlineData("{}x", "t:1:3: nothing may follow the root object, but there is 'x'")]
    [InlineData("{}{}", "t:1:3: nothing may follow the root object, but there is '{'")]
    [InlineData("[]{}", "t:1:3: nothing may follow the root list, but there is '{'")]
    [InlineData("foo", "t:1:1: after the key foo comes the end of the text, where '=', ':', '+=' or '{' must be")]
    [InlineData("a = 1 b = 2", "t:1:9: a comma or a new line is missing before '='")]
    [InlineData("a =\n\n", "t:3:1: the key a has no value before the end of the text")]
    [InlineData("a = { b = }", "t:1:11: the key b has no value before '}'")]
    [InlineData("a = $b", "t:1:5: '$' must be in quotes (\"…$…\")")]
    [InlineData("x { y = ${b }}", "t:1:9: ${b} is not defined, neither in the configuration nor in the environment (${?b} would allow that)")]
    public void A_message_names_the_place_and_the_cause(string text, string error) => Assert.Contains(error, HoconFixture.ErrorsOf(text));

    [Fact]
    public void Reading_goes_on_behind_an_error()
    {
        IReadOnlyList<string> errors = HoconFixture.ErrorsOf("a { b = }\nc = [ 1, ${ ], 2 ]\nd = 'ok'\ne = ^\nf = { g = 1, h }\n");
        Assert.Equal(["t:1:9:", "t:2:13:", "t:4:5:", "t:5:14:"], errors.Select(e => e[..(e.IndexOf(": ", StringComparison.Ordinal) + 1)]));
    }

    [Fact]
    public void An_undefined_substitution_is_reported_once_where_it_stands() =>
        Assert.Single(HoconFixture.ErrorsOf("a = ${x}, b = ${a}, c = [${a}], d = ${b} {}"));
}

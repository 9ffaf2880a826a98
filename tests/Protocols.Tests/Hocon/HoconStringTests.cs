namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Unchanged from JSON", "Unquoted strings", "Multi-line strings".
public sealed class HoconStringTests
{
    [Theory]
    [InlineData("truefoo", "\"truefoo\"")]
    [InlineData("footrue", "\"footrue\"")]
    [InlineData("10.0bar", "\"10.0bar\"")]
    [InlineData("bar10.0", "\"bar10.0\"")]
    [InlineData("true", "true")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("null", "null")]
    [InlineData("-", "\"-\"")]
    [InlineData("10.9.0.100-10.9.0.200", "\"10.9.0.100-10.9.0.200\"")]
    [InlineData("2026-11-21", "\"2026-11-21\"")]
    [InlineData("include", "\"include\"")]
    [InlineData("/var/lib/polymasq", "\"/var/lib/polymasq\"")]
    [InlineData("a'b(c)<d>|e~f;g%", "\"a'b(c)<d>|e~f;g%\"")]
    [InlineData("x\u0001y", "\"x\\u0001y\"")]
    public void Text_without_quotes_is_a_value(string written, string json) => Assert.Equal($$"""{"a":{{json}}}""", HoconFixture.Resolve($"a = {written}"));

    [Theory]
    [InlineData("1")]
    [InlineData("-0.5")]
    [InlineData("1e5")]
    [InlineData("1E+5")]
    [InlineData("2.50")]
    [InlineData("123456789012345678901234567890")]
    public void A_number_stays_as_it_was_written(string number) => Assert.Equal($"[{number}]", HoconFixture.Resolve($"[{number}]"));

    // RFC 8259 §6: these are no JSON numbers, so they are text.
    [Theory]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    public void What_only_looks_like_a_number_is_text(string written) => Assert.Equal($"[\"{written}\"]", HoconFixture.Resolve($"[{written}]"));

    [Theory]
    [InlineData("$")]
    [InlineData("`")]
    [InlineData("^")]
    [InlineData("?")]
    [InlineData("!")]
    [InlineData("@")]
    [InlineData("*")]
    [InlineData("&")]
    [InlineData("\\")]
    [InlineData("+")]
    [InlineData("=")]
    [InlineData(":")]
    [InlineData("a:b")]
    [InlineData("a=b")]
    [InlineData("10e+3e")]
    public void Reserved_characters_need_quotes(string written) => Assert.StartsWith("! ", HoconFixture.Resolve($"[ {written} ]"), StringComparison.Ordinal);

    [Theory]
    [InlineData("""\" \\ \/ \b \f \n \r \t""", """\" \\ / \b \f \n \r \t""")]
    [InlineData("""\u0041\u00e9\ud83d\ude00""", "Aé😀")]
    [InlineData("""\ud83d alone""", """\ud83d alone""")]
    [InlineData("{}[]:=,+#`^?!@*&$", "{}[]:=,+#`^?!@*&$")]
    public void Quoted_strings_are_those_of_JSON(string written, string json) => Assert.Equal($"[\"{json}\"]", HoconFixture.Resolve($"[\"{written}\"]"));

    [Theory]
    [InlineData("[\"a\nb\"]")]
    [InlineData("[\"a\tb\"]")]
    [InlineData("[\"a")]
    [InlineData("[\"a\\")]
    [InlineData("""["\x"]""")]
    [InlineData("""["\u12G4"]""")]
    [InlineData("""["\u12"]""")]
    [InlineData("\"")]
    [InlineData("a = \"\"\"never closed\"\"")]
    public void Broken_quotes_are_errors(string text) => Assert.StartsWith("! ", HoconFixture.Resolve(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"\"\"foo\"\"\"", "\"foo\"")]
    [InlineData("\"\"\"foo\"\"\"\"", "\"foo\\\"\"")]
    [InlineData("\"\"\"\"\"\"", "\"\"")]
    [InlineData("\"\"\"a\n \\n \\u0041 \"b\" \"\"\"", "\"a\\n \\\\n \\\\u0041 \\\"b\\\" \"")]
    [InlineData("\"\"", "\"\"")]
    public void Triple_quotes_keep_everything(string written, string json) => Assert.Equal($"[{json},1]", HoconFixture.Resolve($"[{written}, 1]"));
}

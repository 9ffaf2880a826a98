using System.Text;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Includes".
public sealed class HoconIncludeTests
{
    [Theory]
    [InlineData("include \"f.conf\"")]
    [InlineData("include\"f.conf\"")]
    [InlineData("include\n\n\"f.conf\"")]
    [InlineData("include file(\"f.conf\")")]
    [InlineData("include file( \"f.conf\" )")]
    [InlineData("include required(\"f.conf\")")]
    [InlineData("include required(file(\"f.conf\"))")]
    [InlineData("include required( file( \"f.conf\" ) )")]
    [InlineData("include \"f\"")]
    [InlineData("{ include \"f.conf\", }")]
    [InlineData("{ include \"f.conf\" } # end")]
    public void An_include_stands_for_the_fields_of_the_file(string text) =>
        Assert.Equal("""{"x":1}""", new HoconFixture().With("a", text).With("f.conf", "x = 1").Json("a"));

    [Theory]
    [InlineData("include f")]
    [InlineData("include = 1")]
    [InlineData("include : { a : 1 }")]
    [InlineData("{ include \"f.conf\" : 10 }")]
    [InlineData("include \"f.conf\" \"f.conf\"")]
    [InlineData("include ${f}")]
    [InlineData("include path(\"f.conf\")")]
    [InlineData("include file(\"f.conf\"")]
    [InlineData("include file(\"f.conf\"))")]
    [InlineData("include file(f.conf)")]
    [InlineData("include")]
    public void A_broken_include_is_an_error(string text) =>
        Assert.StartsWith("! a:1:", new HoconFixture().With("a", text).With("f.conf", "x = 1").Json("a"), StringComparison.Ordinal);

    [Fact]
    public void Fields_before_and_after_an_include_merge_with_it_in_order()
    {
        HoconFixture fixture = new HoconFixture().With("a", "x = 1, y = 1, o.p = 1\ninclude \"f.conf\"\ny = 3").With("f.conf", "x = 2, y = 2, o.q = 2");
        Assert.Equal("""{"x":2,"y":3,"o":{"p":1,"q":2}}""", fixture.Json("a"));
    }

    [Fact]
    public void An_included_file_can_append_to_what_the_including_one_has()
    {
        HoconFixture fixture = new HoconFixture().With("a", "o { l = [1], include \"f.conf\", l += 4 }").With("f.conf", "l += 2, l = ${l} [3]");
        Assert.Equal("""{"o":{"l":[1,2,3,4]}}""", fixture.Json("a"));
    }

    // HOCON "Include semantics: substitution".
    [Theory]
    [InlineData("a : { include \"foo.conf\" }", """{"a":{"x":10,"y":10}}""")]
    [InlineData("a : { include \"foo.conf\" }\na : { x : 42 }", """{"a":{"x":42,"y":42}}""")]
    [InlineData("x : 7\na : { include \"foo.conf\" }", """{"x":7,"a":{"x":10,"y":10}}""")]
    [InlineData("a.b { include \"foo.conf\" }", """{"a":{"b":{"x":10,"y":10}}}""")]
    public void Substitutions_in_an_included_file_are_relative_to_the_include(string text, string json) =>
        Assert.Equal(json, new HoconFixture().With("a", text).With("foo.conf", "{ x : 10, y : ${x} }").Json("a"));

    [Fact]
    public void Substitutions_in_an_included_file_fall_back_to_the_root_and_the_environment()
    {
        HoconFixture fixture = new HoconFixture().WithVariable("E", "env").With("a", "r = root, o { include \"f.conf\" }");
        fixture.With("f.conf", "y = ${r}, e = ${E}, z = ${?nope}, p { include \"g.conf\" }").With("g.conf", "q = 1, w = ${q}${r}${E}");
        Assert.Equal("""{"r":"root","o":{"y":"root","e":"env","p":{"q":1,"w":"1rootenv"}}}""", fixture.Json("a"));
    }

    [Fact]
    public void Inside_a_list_substitutions_of_an_included_file_see_the_root()
    {
        HoconFixture fixture = new HoconFixture().With("a", "r = 1, l = [ { include \"f.conf\" } ]").With("f.conf", "y = ${r}, k += 1, k += 2");
        Assert.Equal("""{"r":1,"l":[{"y":1,"k":[1,2]}]}""", fixture.Json("a"));
    }

    [Fact]
    public void Names_are_relative_to_the_including_file()
    {
        HoconFixture fixture = new HoconFixture().With("/etc/p/a.conf", "include \"sub/b.conf\", include \"/abs.conf\"");
        fixture.With("/etc/p/sub/b.conf", "b = 1, include \"c.conf\"").With("/etc/p/sub/c.conf", "c = 1").With("/abs.conf", "d = 1");
        Assert.Equal("""{"b":1,"c":1,"d":1}""", fixture.Json("/etc/p/a.conf"));
    }

    // HOCON "file formats and extensions": all of them, HOCON last.
    [Fact]
    public void A_name_without_extension_stands_for_every_format()
    {
        HoconFixture fixture = new HoconFixture().With("a", "include \"f\"").With("f.json", """{ "x" : 1, "j" : 1 }""").With("f.conf", "x = 2, c = 2");
        Assert.Equal("""{"x":2,"j":1,"c":2}""", fixture.Json("a"));
    }

    [Fact]
    public void A_missing_file_is_ignored_unless_it_is_required()
    {
        Assert.Equal("""{"a":1}""", new HoconFixture().With("t", "include \"no.conf\", a = 1").Json("t"));
        Assert.Equal(
            "! t:1:1: there is no file no.conf, and the include says that it is required",
            new HoconFixture().With("t", "include required(\"no.conf\"), a = 1").Json("t"));
        Assert.Equal("! t: there is no file t", new HoconFixture().Json("t"));
    }

    [Fact]
    public void An_unreadable_file_is_an_error()
    {
        HoconFixture fixture = new HoconFixture().With("t", "include \"f.conf\"").With("f.conf", HoconFile.Failed("Permission denied"));
        Assert.Equal("! t:1:1: can't read f.conf: Permission denied", fixture.Json("t"));
    }

    [Theory]
    [InlineData("include url(\"http://example.org/f.conf\")")]
    [InlineData("include classpath(\"f.conf\")")]
    [InlineData("include \"https://example.org/f.conf\"")]
    public void Only_files_can_be_included(string text) =>
        Assert.StartsWith("! t:1:1: only files can be included", new HoconFixture().With("t", text).With("f.conf", "x = 1").Json("t"), StringComparison.Ordinal);

    [Fact]
    public void An_included_list_is_an_error() =>
        Assert.StartsWith("! t:1:1: the root of f.conf is a list", new HoconFixture().With("t", "include \"f.conf\"").With("f.conf", "[1]").Json("t"), StringComparison.Ordinal);

    [Fact]
    public void A_circle_of_includes_is_an_error()
    {
        HoconFixture fixture = new HoconFixture().With("a.conf", "include \"b.conf\"").With("b.conf", "x = 1, include \"a.conf\"");
        Assert.Equal("! b.conf:1:8: files include each other in a circle: a.conf includes b.conf includes a.conf", fixture.Json("a.conf"));
    }

    [Fact]
    public void A_circle_over_folders_ends_too()
    {
        HoconFixture fixture = new();
        string path = "p/a.conf";
        for (int i = 0; i < HoconLimits.IncludeDepthMax + 1; i++)
        {
            fixture.With(path, "include \"../p/a.conf\"");
            path = Path.Combine(Path.GetDirectoryName(path)!, "../p/a.conf");
        }

        Assert.Contains("circle", fixture.Json("p/a.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_name_the_included_file() =>
        Assert.Equal("! f.conf:2:5: the key b has no value before ','", new HoconFixture().With("t", "include \"f.conf\"").With("f.conf", "a = 1\nb = , c = 2").Json("t"));

    [Fact]
    public void Text_must_be_UTF_8() =>
        Assert.Equal("! t: t is not UTF-8 text", new HoconFixture().With("t", HoconFile.Found(Encoding.Latin1.GetBytes("a = ä"))).Json("t"));
}

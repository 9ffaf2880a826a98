using Polymasq.Protocols.Hocon;

namespace Polymasq.Protocols.Tests.Hocon;

public sealed class HoconLoaderTests
{
    [Fact]
    public void Later_texts_lie_over_earlier_ones_and_substitutions_see_all()
    {
        HoconLoader loader = new HoconFixture().With("user.conf", "p { port = 54, servers += y }").Loader();
        loader.AddText("p { port = 53, text = port ${p.port}, servers = [x] }", "reference.conf");
        loader.AddFile("user.conf");
        loader.AddSetting("p.name", "gw1", "--set");
        Assert.Equal("""{"p":{"port":54,"text":"port 54","servers":["x","y"],"name":"gw1"}}""", HoconFixture.Render(loader.Resolve()));
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("[1, 2]", "[1,2]")]
    [InlineData("{ a : 1 }", """{"a":1}""")]
    [InlineData("${other}x", "\"1x\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("127.0.0.1:5353", "\"127.0.0.1:5353\"")]
    [InlineData("127.0.0.1#5353", "\"127.0.0.1#5353\"")]
    [InlineData("one//two", "\"one//two\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("\"127.0.0.1#5353\"", "\"127.0.0.1#5353\"")]
    public void A_setting_is_a_path_and_a_value(string value, string json)
    {
        HoconLoader loader = new HoconFixture().Loader();
        loader.AddText("other = 1", "t");
        loader.AddSetting("k.l", value, "--set");
        Assert.Equal($$$"""{"other":1,"k":{"l":{{{json}}}}}""", HoconFixture.Render(loader.Resolve()));
    }

    [Theory]
    [InlineData("a..b", "1", "! --set: a path may not start with '.' or hold '..' (write an empty element as \"\")")]
    [InlineData("a", "", "! --set: the key a has no value before the end of the text")]
    [InlineData("a", "[1", "! --set: this '[' is never closed")]
    [InlineData("a", "[1#2]", "! --set: '#' must be in quotes (\"…#…\")")]
    public void A_broken_setting_names_its_source(string path, string value, string error)
    {
        HoconLoader loader = new HoconFixture().Loader();
        loader.AddSetting(path, value, "--set");
        Assert.Equal(error, HoconFixture.Render(loader.Resolve()));
    }

    [Fact]
    public void Values_know_where_they_were_written()
    {
        HoconResult result = new HoconFixture().With("t", "a {\n  b : [ 1,\n    two ]\n}\na.b = ${c}\nc = x").Load("t");
        HoconObject a = Assert.IsType<HoconObject>(Assert.IsType<HoconObject>(result.Root).Members["a"].Value);
        Assert.Equal(new HoconOrigin("t", 5, 1), a.Members["b"].KeyOrigin);
        Assert.Equal(new HoconOrigin("t", 6, 5), a.Members["b"].Value.Origin);
    }

    [Fact]
    public void A_list_root_can_not_be_merged()
    {
        HoconLoader loader = new HoconFixture().Loader();
        loader.AddText("a = 1", "one");
        loader.AddText("[1]", "two");
        Assert.StartsWith("! two:1:1: the root must be an object", HoconFixture.Render(loader.Resolve()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_list_resolves_against_the_environment()
    {
        HoconFixture fixture = new HoconFixture().WithVariable("HOME", "/root").With("t", "[ ${HOME}, ${?NOPE}, 2 ]");
        Assert.Equal("""["/root",2]""", fixture.Json("t"));
    }
}

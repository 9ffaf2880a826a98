using Polymasq.Cli;

namespace Polymasq.Node.Tests.Cli;

public sealed class HoconCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polymasq-hocon-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = PolymasqCommandLine.Run(args, output, error).GetAwaiter().GetResult();
        return (exitCode, output.ToString(), error.ToString());
    }

    [Fact]
    public void Each_file_is_one_line_of_JSON()
    {
        string one = Write("one.conf", "b = 1.50, a = ${b} m\ninclude \"two\"");
        string two = Write("two.conf", "[ä, null]");
        string three = Write("three.conf", "");
        Assert.Equal((1, $"! {one}:2:1: the root of {two} is a list, but only an object can be included\n[\"ä\",null]\n{{}}\n", ""), Run("hocon", one, two, three));
    }

    [Fact]
    public void Good_files_exit_with_0()
    {
        string file = Write("a.conf", "b = 1.50, a = ${b} m");
        Assert.Equal((0, """{"b":1.50,"a":"1.50 m"}""" + "\n", ""), Run("hocon", file));
    }

    [Fact]
    public void A_bad_file_is_an_exclamation_mark_and_all_its_errors_on_one_line()
    {
        string good = Write("good.conf", "a = 1");
        string bad = Write("bad.conf", "a = [\nb = }\nc = \"x");
        (int exitCode, string output, _) = Run("hocon", bad, good, Path.Combine(_folder, "none.conf"), _folder);

        Assert.Equal(1, exitCode);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith($"! {bad}:", lines[0], StringComparison.Ordinal);
        Assert.Equal("""{"a":1}""", lines[1]);
        Assert.StartsWith("! ", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("it is a folder", lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hocon")]
    [InlineData("frobnicate")]
    public void A_mistake_in_the_arguments_exits_with_2(params string[] args)
    {
        (int exitCode, string output, string error) = Run(args);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("--help says what there is", error, StringComparison.Ordinal);
    }
}

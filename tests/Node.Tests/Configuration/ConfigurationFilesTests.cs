using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Configuration;

public sealed class ConfigurationFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polymasq-configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static LoadedConfiguration Load(string file, params (string, string)[] overrides) =>
        ConfigurationLoader.Load(new CommandLine(file, overrides, Check: false, TestClock: null, CommandLine.Print.Nothing));

    [Fact]
    public void A_file_lies_over_the_defaults_and_the_command_line_over_both()
    {
        string file = Write("a.conf", "polymasq { dns.port = 5353, node.name = file }");

        NodeSettings settings = Load(file, ("node.name", "first"), ("node.name", "last"), ("dns.servers", "[\"192.0.2.1#54\"]")).Settings!;

        Assert.Equal(("last", 5353), (settings.Name, settings.Listen.Port));
        Assert.Equal("192.0.2.1:54", Assert.Single(settings.Dns.Upstreams.Servers).Target.ToString());
    }

    [Fact]
    public void Lists_can_be_appended_to_over_files()
    {
        Write("more.conf", "polymasq.dns.servers += 192.0.2.2");
        string file = Write("a.conf", "polymasq.dns.servers = [192.0.2.1]\ninclude \"more\"");
        Assert.Equal(2, Load(file).Settings!.Dns.Upstreams.Servers.Length);
    }

    [Fact]
    public void Substitutions_reach_other_root_keys_and_the_environment()
    {
        string file = Write("a.conf", "lan = lan7\npolymasq { listen.interfaces = [${lan}], node.data-dir = ${PATH}\"/x\" }");
        NodeSettings settings = Load(file).Settings!;
        Assert.Equal("lan7", Assert.Single(settings.Listen.Interfaces));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH") + "/x", settings.DataDirectory);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_errors()
    {
        string file = Path.Combine(_folder, "none.conf");
        Assert.Equal($"{file}: there is no file {file}", Assert.Single(Load(file).Errors));
        Assert.StartsWith($"{_folder}: can't read {_folder}", Assert.Single(Load(_folder).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dns { port = 5353 }", ":1:1 dns: stands outside of the block polymasq; did you mean polymasq.dns?")]
    [InlineData("polymask { dns.port = 5353 }", ":1:1 polymask: there is no such key; did you mean polymasq?")]
    [InlineData("polymasq = 5", ":1:1 polymasq: is not a block { … }")]
    [InlineData("polymasq { dns { port = 53 }", ":1:10: this '{' is never closed")]
    [InlineData("polymasq.node.name = ${nope}", ":1:22: ${nope} is not defined, neither in the configuration nor in the environment (${?nope} would allow that)")]
    public void A_slip_at_the_root_does_not_go_unnoticed(string text, string error)
    {
        string file = Write("a.conf", text);
        Assert.Equal(file + error, Assert.Single(Load(file).Errors));
    }
}

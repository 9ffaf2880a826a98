using System.Collections.Immutable;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Files;
using Polymasq.Node.Tests.Stores;

namespace Polymasq.Node.Tests.Files;

public sealed class ServersFileTests : IDisposable
{
    private readonly FilesFixture _files = new();
    private readonly RecordingLogger _log = new();
    private readonly ServersFile _servers;
    private readonly Ear<UpstreamsMessage> _ear;

    public ServersFileTests()
    {
        _servers = new ServersFile(_files.At("servers"), _files.Watcher, TimeProvider.System, _log);
        _ear = _files.Spawn<UpstreamsMessage>();
    }

    [Fact]
    public void It_is_read_again_when_it_changes()
    {
        _files.Write("servers", "server=192.0.2.1\n");
        _servers.Follow(_ear.Address);
        Expect("192.0.2.1:53");

        _files.Replace("servers", "server=192.0.2.2\nserver=/corp.example/192.0.2.3\n");
        Expect("192.0.2.2:53 192.0.2.3:53");

        _files.Replace("servers", "");
        Expect("");
    }

    // dnsmasq goes on without any.
    [Fact]
    public void While_it_cannot_be_read_the_servers_stay_in_use()
    {
        ImmutableArray<string> routed = [];
        _servers.Told = servers => routed = [.. servers.Domains];
        _files.Write("servers", "192.0.2.1\nserver=/corp.example/192.0.2.2\n");
        _servers.Follow(_ear.Address);
        Expect("192.0.2.1:53 192.0.2.2:53");

        File.Delete(_files.At("servers"));
        Assert.Equal("192.0.2.1:53 192.0.2.2:53", Servers(_ear.Next()));
        _servers.Configure(_files.At("servers"));
        Assert.Equal("192.0.2.1:53 192.0.2.2:53", Servers(_ear.Next()));
        Assert.Equal(["corp.example"], routed);
        Assert.Contains("stay in use until it can: 2", Assert.Single(_log.Lines), StringComparison.Ordinal);

        _files.Replace("servers", "192.0.2.3");
        Expect("192.0.2.3:53");
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void A_file_that_was_never_there_gives_none_and_that_is_said()
    {
        _servers.Follow(_ear.Address);
        Assert.Equal("", Servers(_ear.Next()));
        Assert.Contains("no upstream servers are taken from it", Assert.Single(_log.Lines), StringComparison.Ordinal);

        _files.Write("servers", "192.0.2.1");
        Expect("192.0.2.1:53");
    }

    [Fact]
    public void The_domains_that_it_names_are_told_before_its_servers()
    {
        ImmutableArray<string> routed = [];
        _servers.Told = servers => routed = [.. servers.Domains];
        _files.Write("servers", "server=/corp.example/192.0.2.1\nserver=/www.corp.example/#\n");
        _servers.Follow(_ear.Address);

        Expect("192.0.2.1:53");
        Assert.Equal(["corp.example", "www.corp.example"], routed);
    }

    [Fact]
    public void Bad_lines_are_told_once()
    {
        _files.Write("servers", "server=192.0.2.1\nserver=nonsense\n");
        _servers.Follow(_ear.Address);
        Expect("192.0.2.1:53");
        _files.Replace("servers", "server=192.0.2.2\nserver=nonsense\n");
        Expect("192.0.2.2:53");

        Assert.Contains("lines that name no upstream server: 1; the first is line 2: 'nonsense'", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_can_take_its_place()
    {
        _files.Write("servers", "192.0.2.1");
        _files.Write("others", "192.0.2.2");
        _servers.Follow(_ear.Address);
        Expect("192.0.2.1:53");

        _servers.Configure(_files.At("others"));
        Expect("192.0.2.2:53");
        _servers.Configure("");
        Expect("");
    }

    private void Expect(string servers) => _ear.Until(message => Servers(message) == servers);

    private static string Servers(UpstreamsMessage message) =>
        string.Join(' ', Assert.IsType<UpstreamsMessage.ServersFile>(message).Servers.Select(static server => server.Target));

    public void Dispose()
    {
        _servers.Dispose();
        _files.Dispose();
    }
}

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

        File.Delete(_files.At("servers"));
        Expect("");
    }

    [Fact]
    public void The_domains_that_it_names_are_told_before_its_servers()
    {
        ImmutableArray<string> routed = [];
        _servers.Routed = domains => routed = domains;
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

    private void Expect(string servers) =>
        _ear.Until(message => string.Join(' ', Assert.IsType<UpstreamsMessage.ServersFile>(message).Servers.Select(static server => server.Target)) == servers);

    public void Dispose()
    {
        _servers.Dispose();
        _files.Dispose();
    }
}

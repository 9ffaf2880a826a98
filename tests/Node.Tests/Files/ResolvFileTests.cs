using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Files;

namespace Polymasq.Node.Tests.Files;

public sealed class ResolvFileTests : IDisposable
{
    private readonly FilesFixture _files = new();
    private readonly ResolvFile _resolv;
    private readonly Ear<UpstreamsMessage> _ear;

    public ResolvFileTests()
    {
        _resolv = new ResolvFile(_files.At("resolv.conf"), _files.Watcher, TimeProvider.System, NullLogger.Instance);
        _ear = _files.Spawn<UpstreamsMessage>();
    }

    [Fact]
    public void A_missing_file_is_told_as_null_and_its_text_when_it_appears()
    {
        _resolv.Follow(_ear.Address);
        Assert.Null(TextOf(_ear.Next()));
        _files.Replace("resolv.conf", "nameserver 192.0.2.1");
        Expect("nameserver 192.0.2.1");
        File.Delete(_files.At("resolv.conf"));
        Expect(null);
    }

    // As systemd-resolved and resolvconf leave it: a link to a file in a folder that appears at boot.
    [Fact]
    public void A_link_to_a_folder_that_is_not_there_yet_is_followed()
    {
        _files.Link("resolv.conf", "run/stub.conf");
        _resolv.Follow(_ear.Address);
        Assert.Null(TextOf(_ear.Next()));
        Directory.CreateDirectory(_files.At("run"));
        _files.Write("run/stub.conf", "nameserver 192.0.2.1");
        Expect("nameserver 192.0.2.1");
        _files.Write("other", "nameserver 192.0.2.2");
        _files.Link("resolv.conf", "other");
        Expect("nameserver 192.0.2.2");
    }

    [Fact]
    public void Many_changes_in_a_row_are_told_as_few_and_the_last_is_among_them()
    {
        _resolv.Follow(_ear.Address);
        _ear.Next();
        for (int i = 0; i < 500; i++) _files.Replace("resolv.conf", $"nameserver 192.0.2.{i}");
        int told = 1;
        while (TextOf(_ear.Next()) != "nameserver 192.0.2.499") told++;
        Assert.InRange(told, 1, 100);
    }

    [Fact]
    public void A_folder_in_its_place_is_told_as_null()
    {
        Directory.CreateDirectory(_files.At("resolv.conf"));
        _resolv.Follow(_ear.Address);
        Assert.Null(TextOf(_ear.Next()));
    }

    [Fact]
    public void To_follow_again_tells_again()
    {
        _files.Write("resolv.conf", "nameserver 192.0.2.1");
        for (int i = 0; i < 2; i++)
        {
            _resolv.Follow(_ear.Address);
            Assert.Equal("nameserver 192.0.2.1", TextOf(_ear.Next()));
        }
    }

    private void Expect(string? text) => _ear.Until(message => TextOf(message) == text);

    private static string? TextOf(UpstreamsMessage message) => Assert.IsType<UpstreamsMessage.ResolvFile>(message).Text;

    public void Dispose()
    {
        _resolv.Dispose();
        _files.Dispose();
    }
}

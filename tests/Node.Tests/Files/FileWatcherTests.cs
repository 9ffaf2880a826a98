using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Node.Files;
using Polymasq.Node.Sockets;

namespace Polymasq.Node.Tests.Files;

public sealed class FileWatcherTests : IDisposable
{
    private const int Patience = 60_000; // milliseconds

    private readonly string _root = Directory.CreateTempSubdirectory("polymasq-watch-").FullName;
    private readonly EpollPoller _poller = new(NullLogger.Instance);
    private readonly ThreadDispatcher _thread;
    private readonly FileWatcher _watcher;
    private readonly AutoResetEvent _told = new(false);
    private int _tellings;

    public FileWatcherTests()
    {
        _thread = new ThreadDispatcher("watch", _poller);
        _watcher = FileWatcher.Start(_poller, TimeProvider.System, NullLogger.Instance, out _)!;
    }

    [Fact]
    public void A_file_that_is_written_is_told()
    {
        Write("hosts", "one");
        Watch("hosts");
        ExpectTold(() => Write("hosts", "two"));
    }

    [Fact]
    public void A_file_that_is_replaced_by_renaming_is_told_every_time()
    {
        Write("hosts", "one");
        Watch("hosts");
        for (int i = 0; i < 3; i++)
        {
            Write("hosts.new", $"{i}");
            ExpectTold(() => File.Move(At("hosts.new"), At("hosts"), overwrite: true));
        }
    }

    [Fact]
    public void A_missing_file_is_told_when_it_appears_and_when_it_goes()
    {
        Watch("resolv.conf");
        ExpectTold(() => Write("resolv.conf", "nameserver 192.0.2.1"));
        ExpectTold(() => File.Delete(At("resolv.conf")));
    }

    [Fact]
    public void A_file_in_folders_that_are_missing_too_is_told_when_it_appears()
    {
        Watch("run/resolver/resolv.conf");
        Directory.CreateDirectory(At("run"));
        Directory.CreateDirectory(At("run/resolver"));
        ExpectTold(() => Write("run/resolver/resolv.conf", "nameserver 192.0.2.1"));
        DrainTellings();
        ExpectTold(() => Write("run/resolver/resolv.conf", "nameserver 192.0.2.2"));
    }

    [Fact]
    public void The_target_of_a_link_is_followed_and_so_is_the_link()
    {
        Directory.CreateDirectory(At("a"));
        Directory.CreateDirectory(At("b"));
        Write("a/real", "one");
        Write("b/real", "two");
        File.CreateSymbolicLink(At("resolv.conf"), "a/real");
        Watch("resolv.conf");

        ExpectTold(() => Write("a/real", "three"));
        ExpectTold(() =>
        {
            File.Delete(At("resolv.conf"));
            File.CreateSymbolicLink(At("resolv.conf"), "b/real");
        });
        DrainTellings();
        ExpectTold(() => Write("b/real", "four"));
    }

    [Fact]
    public void A_folder_is_told_for_whatever_happens_in_it()
    {
        Directory.CreateDirectory(At("hosts.d"));
        Watch("hosts.d");
        ExpectTold(() => Write("hosts.d/one", "x"));
        DrainTellings();
        ExpectTold(() => File.Delete(At("hosts.d/one")));
    }

    [Fact]
    public void Other_names_in_the_same_folder_are_none_of_its_business()
    {
        Write("hosts", "one");
        using var otherTold = new ManualResetEventSlim();
        Watch("hosts");
        using IDisposable other = _watcher.Watch([At("other")], otherTold.Set);

        Write("other", "x");

        Assert.True(otherTold.Wait(Patience));
        Assert.Equal(0, _tellings);
    }

    [Fact]
    public void A_burst_is_few_tellings()
    {
        Write("hosts", "one");
        Watch("hosts");
        ExpectTold(() =>
        {
            for (int i = 0; i < 500; i++) Write("hosts", $"{i}");
        });
        DrainTellings();
        Assert.InRange(_tellings, 1, 100);
    }

    [Fact]
    public void Nothing_is_told_after_the_end_of_a_subscription()
    {
        Write("hosts", "one");
        IDisposable first = _watcher.Watch([At("hosts")], () => Assert.Fail("told after its end"));
        Watch("hosts");
        first.Dispose();
        ExpectTold(() => Write("hosts", "two"));
    }

    [Fact]
    public void A_circle_of_links_ends()
    {
        File.CreateSymbolicLink(At("a"), "b");
        File.CreateSymbolicLink(At("b"), "a");
        Watch("a");
        ExpectTold(() =>
        {
            File.Delete(At("b"));
            Write("b", "x");
        });
    }

    private string At(string name) => Path.Combine(_root, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private void Watch(string name) => _watcher.Watch([At(name)], () =>
    {
        Interlocked.Increment(ref _tellings);
        _told.Set();
    });

    private void ExpectTold(Action change)
    {
        change();
        Assert.True(_told.WaitOne(Patience));
    }

    private void DrainTellings()
    {
        while (_told.WaitOne(FileWatcher.Pause * 3)) continue;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _thread.Dispose();
        _told.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}

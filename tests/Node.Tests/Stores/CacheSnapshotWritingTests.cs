using System.Runtime.Versioning;
using Polymasq.Node.Stores;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Stores;

/// <summary>When the cache is written, and when not.</summary>
[SupportedOSPlatform("linux")]
public sealed class CacheSnapshotWritingTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly ManualClock _timers = new();

    private string Path => _folder.File(CacheSnapshotStore.FileName);

    [Fact]
    public void A_cache_that_changes_is_written_every_ten_minutes_and_one_that_does_not_is_left_alone()
    {
        using SnapshotCache cache = new(_clock);
        using CacheSnapshotStore store = cache.Load(_folder.Path, system: _timers);
        PassInterval();
        Assert.False(File.Exists(Path));

        cache.Put("www.example.org", 3_600);
        PassInterval();
        Assert.True(File.Exists(Path));

        File.Delete(Path);
        PassInterval();
        Assert.False(File.Exists(Path));
        cache.Put("mail.example.org", 3_600);
        PassInterval();
        Assert.True(File.Exists(Path));
    }

    [Fact]
    public void What_was_restored_and_nothing_else_is_not_written_again()
    {
        using SnapshotCache before = new(_clock);
        before.Put("www.example.org", 3_600);
        before.Save(_folder.Path);
        using SnapshotCache after = new(_clock);
        CacheSnapshotStore store = after.Load(_folder.Path);
        File.Delete(Path);
        store.Dispose();
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void What_was_flushed_is_gone_from_the_file_too()
    {
        using SnapshotCache before = new(_clock);
        before.Put("www.example.org", 3_600);
        before.Save(_folder.Path);
        using SnapshotCache flushed = new(_clock);
        CacheSnapshotStore store = flushed.Load(_folder.Path);
        flushed.Shards.TableOf(0).Clear();
        store.Dispose();

        using SnapshotCache after = new(_clock);
        using CacheSnapshotStore last = after.Load(_folder.Path);
        Assert.Equal(0, after.Count);
    }

    [Fact]
    public void An_end_before_everything_was_loaded_leaves_the_file_as_it_was()
    {
        using SnapshotCache before = new(_clock);
        before.Put("www.example.org", 3_600);
        before.Save(_folder.Path);
        byte[] written = File.ReadAllBytes(Path);

        SnapshotCache standing = new(_clock, dispatcher: new ManualDispatcher(1)); // its shard never takes what it is given
        standing.Put("mail.example.org", 3_600);
        standing.Start(_folder.Path).Dispose();

        Assert.Equal(written, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_once_and_harms_nothing()
    {
        File.WriteAllText(_folder.File("file"), "in the way");
        using SnapshotCache cache = new(_clock);
        using CacheSnapshotStore store = cache.Load(_folder.File("file/data"), system: _timers);
        for (int i = 0; i < 3; i++)
        {
            cache.Put($"host-{i}.example.org", 3_600);
            PassInterval();
        }

        Assert.StartsWith("2113", Assert.Single(cache.Log.Lines), StringComparison.Ordinal);
        Assert.NotNull(cache.Find("host-2.example.org"));
    }

    // A gateway that serves no DHCP has nothing else to put there.
    [Fact]
    public void A_data_directory_that_is_missing_is_made()
    {
        using SnapshotCache cache = new(_clock);
        cache.Put("www.example.org", 3_600);
        cache.Save(_folder.File("data"));
        Assert.True(File.Exists(_folder.File("data/cache.snapshot")));
    }

    [Fact]
    public void Nobody_else_may_read_what_this_network_asks_for()
    {
        using SnapshotCache cache = new(_clock);
        CacheSnapshotStore store = cache.Load(_folder.Path);
        cache.Put("www.example.org", 3_600);
        store.Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    private void PassInterval() => _timers.MoveTo(_timers.Elapsed + CacheSnapshotStore.Interval);

    public void Dispose() => _folder.Dispose();
}

using Polymasq.Node.Stores;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Stores;

/// <summary>What is in the cache after a restart.</summary>
public sealed class CacheSnapshotTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public void Answers_outlive_a_restart_and_their_TTLs_go_on_counting_down()
    {
        using SnapshotCache before = new(_clock);
        before.Put("www.example.org", ttl: 300, "192.0.2.7");
        before.Save(_folder.Path);
        _clock.Skew += TimeSpan.FromSeconds(100);

        using SnapshotCache after = new(_clock);
        using CacheSnapshotStore store = after.Load(_folder.Path);

        Assert.Equal(200u, after.Find("www.example.org")!.Ttl);
        Assert.Equal("192.0.2.7", after.Find("www.example.org")!.Address);
        Assert.Equal([$"2110: Cache: 1 answers restored from {_folder.File(CacheSnapshotStore.FileName)}, 0 were too old"], after.Log.Lines.Where(IsNews));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    public void Every_answer_finds_the_shard_that_owns_it_now(int shardsBefore, int shardsAfter)
    {
        const int Names = 3_000; // several portions for each shard
        using SnapshotCache before = new(_clock, shardsBefore);
        for (int i = 0; i < Names; i++) before.Put($"host-{i}.example.org", 300);
        int kept = before.Count; // the small log is smaller than this
        string[] names = [.. Enumerable.Range(0, Names).Select(static i => $"host-{i}.example.org").Where(name => before.Find(name) is not null)];
        before.Save(_folder.Path);

        using SnapshotCache after = new(_clock, shardsAfter);
        using CacheSnapshotStore store = after.Load(_folder.Path);

        Assert.Equal(kept, after.Count);
        Assert.All(names, name => Assert.NotNull(after.Find(name)));
    }

    [Fact]
    public void What_has_expired_meanwhile_stays_away()
    {
        using SnapshotCache before = new(_clock);
        before.Put("short.example.org", 50);
        before.Put("long.example.org", 500);
        before.Save(_folder.Path);
        _clock.Skew += TimeSpan.FromSeconds(60);

        using SnapshotCache after = new(_clock);
        using CacheSnapshotStore store = after.Load(_folder.Path);

        Assert.Null(after.Find("short.example.org"));
        Assert.NotNull(after.Find("long.example.org"));
    }

    // RFC 8767
    [Fact]
    public void What_has_expired_comes_back_as_long_as_it_may_be_served_stale()
    {
        using SnapshotCache before = new(_clock);
        before.Put("short.example.org", 10);
        before.Put("long.example.org", 50);
        before.Save(_folder.Path, serveStaleSeconds: 30);
        _clock.Skew += TimeSpan.FromSeconds(60);

        using SnapshotCache after = new(_clock);
        using CacheSnapshotStore store = after.Load(_folder.Path, serveStaleSeconds: 30);

        Assert.Null(after.Find("short.example.org"));
        Assert.Equal(0u, after.Find("long.example.org")!.Ttl);
    }

    [Fact]
    public void Failures_are_not_kept()
    {
        using SnapshotCache before = new(_clock);
        before.PutFailure("dead.example.org");
        before.Save(_folder.Path, serveStaleSeconds: 1_000);
        using SnapshotCache after = new(_clock);
        using CacheSnapshotStore store = after.Load(_folder.Path, serveStaleSeconds: 1_000);
        Assert.Equal(0, after.Count);
    }

    [Fact]
    public void What_was_learned_since_the_start_is_not_replaced()
    {
        using SnapshotCache before = new(_clock);
        before.Put("www.example.org", 300, "192.0.2.1");
        before.Save(_folder.Path);
        using SnapshotCache after = new(_clock);
        after.Put("www.example.org", 300, "192.0.2.2");
        using CacheSnapshotStore store = after.Load(_folder.Path);
        Assert.Equal("192.0.2.2", after.Find("www.example.org")!.Address);
    }

    [Fact]
    public void A_smaller_cache_takes_what_it_has_room_for()
    {
        using SnapshotCache before = new(_clock, bytesMax: 8 * 1024 * 1024);
        for (int i = 0; i < 8_000; i++) before.Put($"host-{i}.example.org", 300);
        before.Save(_folder.Path);
        Assert.True(before.Count > 5_000);

        using SnapshotCache after = new(_clock, bytesMax: 256 * 1024);
        after.Put("new.example.org", 300);
        using CacheSnapshotStore store = after.Load(_folder.Path);

        Assert.InRange(after.Count, 1_000, 5_000);
        Assert.InRange(after.Shards.Stats()[0].BytesUsed, 128 * 1024, 256 * 1024);
        Assert.NotNull(after.Find("new.example.org"));
    }

    [Fact]
    public void A_file_from_the_future_has_an_unknown_age_and_is_ignored()
    {
        using SnapshotCache before = new(_clock);
        before.Put("www.example.org", 86_400);
        before.Save(_folder.Path);
        _clock.Skew -= TimeSpan.FromSeconds(CacheSnapshotLoader.ClockStepSecondsMax + 1);

        using SnapshotCache after = new(_clock);
        using CacheSnapshotStore store = after.Load(_folder.Path);

        Assert.Equal(0, after.Count);
        Assert.Single(after.Log.Lines, static line => line.StartsWith("2111", StringComparison.Ordinal));
    }

    private static bool IsNews(string line) => !line.StartsWith("2114", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}

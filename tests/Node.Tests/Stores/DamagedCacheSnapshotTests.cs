using System.Runtime.InteropServices;
using Polymasq.Node.Stores;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Stores;

/// <summary>Whatever stands in the place of the file: the gateway starts with an empty cache, says so in one line and goes on.</summary>
public sealed class DamagedCacheSnapshotTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly ManualClock _clock = new();

    private string Path => _folder.File(CacheSnapshotStore.FileName);

    [Fact]
    public void One_bit_that_is_wrong_anywhere()
    {
        byte[] whole = Written();
        for (int at = 0; at < whole.Length; at += 7)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 1;
            File.WriteAllBytes(Path, damaged);
            // The padding behind the header says nothing, everything else does.
            if (at < 44 || at >= CacheSnapshotHeader.Length) ExpectIgnored();
        }
    }

    [Fact]
    public void A_file_that_ends_too_soon()
    {
        byte[] whole = Written();
        foreach (int length in (int[])[0, 10, CacheSnapshotHeader.Length - 1, CacheSnapshotHeader.Length, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(Path, whole[..length]);
            ExpectIgnored();
        }
    }

    [Fact]
    public void A_file_that_goes_on_behind_its_end()
    {
        File.WriteAllBytes(Path, [.. Written(), 0]);
        ExpectIgnored();
    }

    [Fact]
    public void A_file_of_somebody_else()
    {
        File.WriteAllText(Path, string.Concat(Enumerable.Repeat("not ours at all\n", 100)));
        ExpectIgnored();
    }

    [Fact]
    public void A_file_of_another_version()
    {
        byte[] bytes = Written();
        CacheSnapshotHeader header = MemoryMarshal.Read<CacheSnapshotHeader>(bytes) with { Version = CacheSnapshotHeader.CurrentVersion + 1 };
        MemoryMarshal.Write(bytes, header);
        File.WriteAllBytes(Path, bytes);
        Assert.Contains("version 2", ExpectIgnored(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder()
    {
        Directory.CreateDirectory(Path);
        using SnapshotCache cache = new(_clock);
        using CacheSnapshotStore store = cache.Load(_folder.Path);
        Assert.Equal(0, cache.Count);
    }

    // The checksum holds and the entries are none: another program, or this one with a mistake.
    [Fact]
    public void Entries_that_are_none_are_left_out()
    {
        byte[] body = new byte[4096];
        for (int at = 0; at < body.Length; at += 64) body[at] = 8; // 64 bytes each, and nothing in them
        CacheSnapshotHeader header = CacheSnapshotHeader.Make(0, 64, body.Length, CacheSnapshotHeader.Checksum(0, body));
        File.WriteAllBytes(Path, [.. MemoryMarshal.AsBytes(new ReadOnlySpan<CacheSnapshotHeader>(in header)), .. body]);
        using SnapshotCache cache = new(_clock);
        using CacheSnapshotStore store = cache.Load(_folder.Path);
        Assert.Equal(0, cache.Count);
    }

    private byte[] Written()
    {
        using SnapshotCache cache = new(_clock);
        CacheSnapshotStore store = cache.Load(_folder.Path);
        for (int i = 0; i < 5; i++) cache.Put($"host-{i}.example.org", 300);
        store.Dispose();
        return File.ReadAllBytes(Path);
    }

    private string ExpectIgnored()
    {
        using SnapshotCache cache = new(_clock);
        CacheSnapshotStore store = cache.Load(_folder.Path);
        Assert.Equal(0, cache.Count);
        string line = Assert.Single(cache.Log.Lines);
        Assert.StartsWith("2111", line, StringComparison.Ordinal);

        cache.Put("www.example.org", 300); // all goes on, and the file is replaced
        store.Dispose();
        using SnapshotCache after = new(_clock);
        using CacheSnapshotStore last = after.Load(_folder.Path);
        Assert.NotNull(after.Find("www.example.org"));
        return line;
    }

    public void Dispose() => _folder.Dispose();
}

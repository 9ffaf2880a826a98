using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Tests.Caching;

public sealed class CacheTableRaceTests
{
    private const int SeenMin = 1_000; // by the readers, which may come late where there is one core
    private const int Patience = 100; // times the writes

    /// <summary>
    /// One writer turns a small table over thousands of times, marked entries, replacements, removals and updates included, while readers
    /// check every byte of what they get. The entries are long, so that many are overwritten while they are read: without the
    /// check of the version some are seen torn in nearly every run.
    /// </summary>
    [Fact]
    public void Readers_see_whole_entries_of_their_own_question_while_the_writer_overwrites_everything()
    {
        const int Names = 24, Writes = 200_000;
        CacheTable table = new(128 * 1024);
        long hits = 0, torn = 0;
        bool ended = false;
        Thread[] readers = [.. Enumerable.Range(1, 3).Select(seed => new Thread(() => Read(seed), 1024 * 1024))];
        foreach (Thread reader in readers) reader.Start();
        Write();
        Volatile.Write(ref ended, true);
        foreach (Thread reader in readers) reader.Join();
        Assert.Equal(0, torn);
        Assert.True(hits > SeenMin, $"only {hits} hits");

        void Write()
        {
            Random random = new(1);
            Span<byte> buffer = stackalloc byte[QuestionHasher.BufferLength];
            for (int i = 0; i < Writes || (Volatile.Read(ref hits) <= SeenMin && i < Writes * Patience); i++)
            {
                int number = random.Next(Names);
                if (i % 17 == 0) table.Remove(TestEntry.Key(number, buffer));
                else if (i % 23 == 0) table.TryUpdate(TestEntry.Key(number, buffer), lifetime: 0, EntryFlags.None);
                else table.Put(number, (byte)i, random.Next(2_000, 2_500));
                if (i % 50_000 == 49_999) table.Clear();
            }
        }

        void Read(int seed)
        {
            Random random = new(seed);
            Span<byte> entry = stackalloc byte[CacheTable.EntryBytesMax];
            Span<byte> buffer = stackalloc byte[QuestionHasher.BufferLength];
            while (!Volatile.Read(ref ended))
            {
                int number = random.Next(Names);
                int length = table.TryCopy(TestEntry.Key(number, buffer), entry);
                if (length == 0) continue;
                Interlocked.Increment(ref hits);
                if (!TestEntry.IsWhole(entry[..length], number)) Interlocked.Increment(ref torn);
            }
        }
    }

    /// <summary>The same for who walks the table slot by slot, as a snapshot does.</summary>
    [Fact]
    public void A_walk_sees_whole_entries_while_the_writer_overwrites_everything()
    {
        const int Names = 24, Writes = 100_000;
        CacheTable table = new(512 * 1024);
        long seen = 0, torn = 0;
        bool ended = false;
        Thread[] walkers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(Walk, 1024 * 1024))];
        foreach (Thread walker in walkers) walker.Start();
        Random random = new(2);
        for (int i = 0; i < Writes || (Volatile.Read(ref seen) <= SeenMin && i < Writes * Patience); i++) table.Put(random.Next(Names), (byte)i, random.Next(8_000, 10_000));
        Volatile.Write(ref ended, true);
        foreach (Thread walker in walkers) walker.Join();
        Assert.Equal(0, torn);
        Assert.True(seen > SeenMin, $"only {seen} entries seen");

        void Walk()
        {
            Span<byte> entry = stackalloc byte[CacheTable.EntryBytesMax];
            int[] buckets = [.. Enumerable.Range(0, Names).Select(Hash).SelectMany(hash => (int[])[table.Index.FirstOf(hash), table.Index.SecondOf(hash)])];
            for (int at = 0; !Volatile.Read(ref ended); at++)
            {
                (int bucket, int slot) = Math.DivRem(at % (buckets.Length * CacheBucket.SlotCount), CacheBucket.SlotCount);
                int length = table.TryCopyAt(buckets[bucket], slot, inMain: false, entry);
                if (length == 0) length = table.TryCopyAt(buckets[bucket], slot, inMain: true, entry);
                if (length == 0) continue;
                Interlocked.Increment(ref seen);
                if (!TestEntry.IsWhole(entry[..length], (int)EntryHeader.Read(entry).StoredAt)) Interlocked.Increment(ref torn);
            }
        }

        static ulong Hash(int number) => TestEntry.Key(number, stackalloc byte[QuestionHasher.BufferLength]).Hash;
    }
}

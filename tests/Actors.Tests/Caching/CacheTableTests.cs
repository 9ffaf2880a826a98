using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

public sealed class CacheTableTests
{
    [Fact]
    public void What_was_put_is_found_and_nothing_else()
    {
        CacheTable table = new(256 * 1024);
        Assert.True(table.Put(1, version: 7));
        Assert.Equal((byte)7, table.Version(1));
        Assert.Null(table.Version(2));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A_new_answer_takes_the_place_of_the_old_one()
    {
        CacheTable table = new(256 * 1024);
        table.Put(1, version: 1);
        table.Put(1, version: 2, payload: 300);
        Assert.Equal((byte)2, table.Version(1));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void Removing_and_clearing_forget()
    {
        CacheTable table = new(256 * 1024);
        for (int number = 0; number < 100; number++) table.Put(number);
        Assert.True(table.Remove(TestEntry.Key(42, stackalloc byte[QuestionHasher.BufferLength])));
        Assert.False(table.Remove(TestEntry.Key(42, stackalloc byte[QuestionHasher.BufferLength])));
        Assert.Null(table.Version(42));
        Assert.Equal(99, table.Count);

        table.Clear();
        Assert.Equal(0, table.Count);
        for (int number = 0; number < 100; number++) Assert.Null(table.Version(number));
        table.Put(42, version: 9);
        Assert.Equal((byte)9, table.Version(42));
    }

    [Theory]
    [InlineData(64 * 1024)]
    [InlineData(100_003)]
    [InlineData(1024 * 1024)]
    public void It_never_uses_more_bytes_than_it_may(int bytesMax)
    {
        CacheTable table = new(bytesMax);
        for (int number = 0; number < 20_000; number++)
        {
            table.Put(number, payload: number * 7919 % 700);
            if (number % 3 == 0) table.Version(number);
            Assert.True(table.BytesUsed <= bytesMax);
        }

        Assert.Equal(20_000, table.Insertions);
        Assert.Equal(20_000, table.Count + table.Evictions);
        Assert.True(table.Count > 0);
    }

    [Fact]
    public void An_entry_larger_than_the_table_takes_is_refused()
    {
        CacheTable table = new(64 * 1024);
        Assert.False(table.Put(1, payload: table.EntryBytesLimit));
        Assert.Null(table.Version(1));
    }

    // 65,535 octets are the longest message over TCP (RFC 1035 §4.2.2), and few records are shorter than these.
    [Fact]
    public void The_longest_answers_are_kept()
    {
        const int Records = 3_850;
        byte[] query = DnsBuilder.Query("m", RecordType.A), entry = new byte[CacheTable.EntryBytesMax], response = new byte[65_535];
        DnsBuilder reply = DnsBuilder.ReplyTo(query);
        for (int i = 0; i < Records; i++) reply.A("m", 60, $"10.0.{i >> 8}.{i & 255}");
        EntryWriter writer = new(new TtlLimits(0, 86_400, 3_600), AnswerFilter.None);
        QuestionKey key = TestEntry.Hasher.Read(query.AsSpan(DnsHeader.Size), KeyBits.None, new byte[QuestionHasher.BufferLength]);
        Assert.Equal(EntryVerdict.Cacheable, writer.Write(reply.ToArray(), key, 1_000));

        CacheTable table = new(8 * 1024 * 1024);
        Assert.True(table.Put(writer.Entry));
        Assert.Equal(writer.Entry.Length, table.TryCopy(key, entry));
        QuestionFacts facts = EntryFixture.FactsOf(query);
        facts.ResponseBytesMax = response.Length;
        Assert.Equal(Records, DnsView.Of(response.AsSpan(0, CachedResponse.Write(entry, query, facts, 1_000, response))).Answers.Count());
    }

    [Fact]
    public void Names_that_were_asked_again_outlive_any_flood_of_names_asked_once()
    {
        CacheTable table = new(256 * 1024);
        for (int number = 0; number < 200; number++)
        {
            table.Put(number);
            table.Version(number);
        }

        for (int flood = 1_000; flood < 100_000; flood++) table.Put(flood);
        Assert.Equal(200, Enumerable.Range(0, 200).Count(number => table.Version(number) is not null));
    }

    [Fact]
    public void A_name_that_comes_back_soon_after_it_was_dropped_is_kept_for_longer()
    {
        CacheTable table = new(256 * 1024);
        int next = 1_000;
        for (int i = 0; i < 5_000; i++) table.Put(next++); // full
        table.Put(1);
        while (IsThere(table, 1)) table.Put(next++);
        table.Put(1); // its ghost sends it to the main log
        for (int i = 0; i < 2_000; i++) table.Put(next++);
        Assert.True(IsThere(table, 1));
    }

    [Fact]
    public void Nothing_is_dropped_before_the_table_is_full()
    {
        CacheTable table = new(1024 * 1024);
        for (int number = 0; number < 7_000; number++) table.Put(number);
        Assert.Equal(7_000, table.Count);
    }

    [Fact]
    public void A_small_table_full_of_small_entries_uses_nearly_all_of_its_room()
    {
        CacheTable table = new(1024 * 1024);
        for (int number = 0; number < 50_000; number++)
        {
            table.Put(number, payload: 16);
            table.Version(number);
        }

        Assert.InRange(table.BytesUsed, 1024 * 1024 * 9 / 10, 1024 * 1024);
        Assert.InRange(table.Count, 1024 * 1024 / 120, 1024 * 1024 / 80); // header, a question of 22 bytes, an answer of 16: about 92 bytes in all
    }

    [Fact]
    public void An_empty_table_takes_hardly_any_memory()
    {
        const int Megabyte = 1024 * 1024;
        long before = Environment.WorkingSet;
        CacheTable table = new(512 * Megabyte);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 100 * Megabyte); // other tests run beside this one
        GC.KeepAlive(table);
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        CacheTable table = new(256 * 1024);
        bool all = true;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int number = 0; number < 5_000; number++) all &= Round(table, number);
        }));
        Assert.True(all);

        static bool Round(CacheTable table, int number)
        {
            Span<byte> entry = stackalloc byte[1024];
            int length = TestEntry.Write(number, 1, 40, entry);
            return table.Put(entry[..length]) && table.TryCopy(TestEntry.Key(number, stackalloc byte[QuestionHasher.BufferLength]), entry) == length;
        }
    }

    // Asks without leaving a mark: the index alone.
    private static bool IsThere(CacheTable table, int number) =>
        table.Index.TryFind(TestEntry.Key(number, stackalloc byte[QuestionHasher.BufferLength]).Hash, out _, out _);
}

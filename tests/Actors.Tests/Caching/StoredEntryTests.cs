using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Entries that come from a file.</summary>
public sealed class StoredEntryTests
{
    private static readonly byte[] Query = DnsBuilder.Query("www.example.org", RecordType.A, edns: true);
    private static readonly byte[] Sound = Write("www.example.org", 60);

    [Fact]
    public void An_entry_as_a_shard_writes_it_is_sound()
    {
        Assert.True(StoredEntry.IsSound(Sound, out int questionLength));
        Assert.Equal("www.example.org".Length + 2 + QuestionKey.FixedLength, questionLength);
    }

    // A name in capitals or with a pointer would never be found.
    [Theory]
    [InlineData(1, (byte)'W')]
    [InlineData(0, 0xC0)]
    [InlineData(0, 64)]
    public void An_entry_whose_question_is_no_key_is_not_sound(int at, byte value)
    {
        byte[] entry = [.. Sound];
        entry[EntryHeader.Length + DnsHeader.Size + at] = value;
        Assert.False(StoredEntry.IsSound(entry, out _));
    }

    /// <summary>Bytes changed at random: nothing throws, neither when they are looked at nor when a response is made of what was found sound.</summary>
    [Fact]
    public void A_response_can_be_made_of_whatever_is_found_sound()
    {
        byte[] response = new byte[2 * ushort.MaxValue];
        Prop.ForAll(Mutants().ToArbitrary(), entry =>
        {
            if (!StoredEntry.IsSound(entry, out _)) return true;
            StoredEntry.IsWorthKeeping(entry, 1_010, 0);
            return CachedResponse.Write(entry, Query, EntryFixture.FactsOf(Query), 1_010, response) > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    // Files hold entries as they lie in memory: whoever changes this raises the version of the file.
    [Fact]
    public void The_header_of_an_entry_is_that_of_version_1_of_the_file()
    {
        Span<byte> bytes = stackalloc byte[EntryHeader.Length];
        new EntryHeader
        {
            Units = 0x0102, MessageLength = 0x0304, StoredAt = 0x05060708, Lifetime = 0x090A0B0C, TtlCount = 0x0D0E,
            Kind = EntryKind.NoData, Flags = EntryFlags.Stale, Hash = 0x1112131415161718,
        }.Write(bytes);
        Assert.Equal("02010403080706050C0B0A090E0D02801817161514131211", Convert.ToHexString(bytes));
    }

    [Fact]
    public void Portions_are_small_and_hold_every_entry_once()
    {
        const int Names = 2_000;
        CacheShards shards = new(3, 1024 * 1024);
        CacheImport import = new(shards, serveStaleSeconds: 0, now: 1_000);
        List<CachePortion> portions = [];
        for (int i = 0; i < Names; i++)
        {
            if (import.Add(Write($"host-{i}.example.org", 60)) is { } full) portions.Add(full);
        }

        portions.AddRange(import.TakeRest());
        Assert.Empty(import.TakeRest());
        Assert.All(portions, portion => Assert.InRange(portion.Count, 1, CachePortion.EntriesMax));
        Assert.Equal(Names, portions.Sum(portion => portion.Count));
        Assert.Equal(Names, portions.Sum(portion => portion.RestoreTo(shards.TableOf(portion.Shard), AnswerFilter.None, new byte[CacheTable.EntryBytesMax])));
        Assert.Equal(0, portions.Sum(portion => portion.RestoreTo(shards.TableOf(portion.Shard), AnswerFilter.None, new byte[CacheTable.EntryBytesMax]))); // known by now
    }

    [Fact]
    public void The_longest_entry_goes_into_a_portion()
    {
        CacheImport import = new(new CacheShards(1, 8 * 1024 * 1024), serveStaleSeconds: 0, now: 1_000);
        import.Add(Write("other.example.org", 60, addresses: 1_000));
        Assert.Equal(1, import.Add(Write("long.example.org", 60, addresses: 2_000))!.Count);
        Assert.Equal(1, import.TakeRest().Sum(static portion => portion.Count));
        Assert.Equal(0, import.Broken + import.Expired);
    }

    private static byte[] Write(string name, uint ttl, int addresses = 1)
    {
        byte[] query = DnsBuilder.Query(name, RecordType.A);
        DnsBuilder reply = DnsBuilder.ReplyTo(query);
        for (int i = 0; i < addresses; i++) reply.A(name, ttl, $"192.0.{i >> 8}.{i & 255}");
        EntryWriter writer = new(new TtlLimits(0, 86_400, 3_600), AnswerFilter.None);
        QuestionKey key = TestEntry.Hasher.Read(query.AsSpan(DnsHeader.Size), KeyBits.None, new byte[QuestionHasher.BufferLength]);
        Assert.Equal(EntryVerdict.Cacheable, writer.Write(reply.ToArray(), key, 1_000));
        return writer.Entry.ToArray();
    }

    private static Gen<byte[]> Mutants() =>
        from changes in Gen.Zip(Gen.Choose(0, Sound.Length - 1), Gen.Choose(0, 255)).ArrayOf()
        from length in Gen.Frequency((5, Gen.Constant(Sound.Length)), (1, Gen.Choose(0, Sound.Length)))
        select Change(changes.Take(3), length);

    private static byte[] Change(IEnumerable<(int At, int Value)> changes, int length)
    {
        byte[] copy = [.. Sound];
        foreach ((int at, int value) in changes) copy[at] = (byte)value;
        return copy[..length];
    }
}

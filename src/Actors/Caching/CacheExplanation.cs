using System.Buffers.Binary;
using System.Collections.Immutable;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Says what the cache would answer. Usable from any thread: it reads the tables as a lane does.</summary>
internal static class CacheExplanation
{
    private const string Candidate = "cache";

    // A plain query first; then those whose answers are kept apart.
    private static readonly KeyBits[] Variants = [KeyBits.None, KeyBits.DnssecOk, KeyBits.CheckingDisabled, KeyBits.DnssecOk | KeyBits.CheckingDisabled];

    /// <summary>One step for the question, and one more for each entry that only other queries get.</summary>
    /// <param name="shards">The cache.</param>
    /// <param name="name">On the wire, in lower case.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="now">Seconds since 1970 by the protocol's clock.</param>
    public static ImmutableArray<ExplainedStep> Of(CacheShards shards, ReadOnlySpan<byte> name, RecordType type, uint now)
    {
        ImmutableArray<ExplainedStep>.Builder steps = ImmutableArray.CreateBuilder<ExplainedStep>();
        byte[] entry = new byte[CacheTable.EntryBytesMax];
        foreach (KeyBits bits in Variants)
        {
            bool isThere = TryCopy(shards, name, type, bits, entry);
            if (bits == KeyBits.None) steps.Add(isThere ? StepOf(entry, now, shards.Responses) : new ExplainedStep(Candidate, StepVerdict.No, "nothing is cached for this question"));
            else if (isThere) steps.Add(new ExplainedStep($"{Candidate} {Word(bits)}", StepVerdict.No, $"only for queries with {Word(bits)}: {Describe(entry, now)}"));
        }

        return steps.ToImmutable();
    }

    private static bool TryCopy(CacheShards shards, ReadOnlySpan<byte> name, RecordType type, KeyBits bits, byte[] entry)
    {
        Span<byte> question = stackalloc byte[QuestionKey.LengthMax];
        Span<byte> buffer = stackalloc byte[QuestionHasher.BufferLength];
        name.CopyTo(question);
        BinaryPrimitives.WriteUInt16BigEndian(question[name.Length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(question[(name.Length + 2)..], (ushort)RecordClass.Internet);
        QuestionKey key = shards.Hasher.Read(question[..(name.Length + QuestionKey.FixedLength)], bits, buffer);
        return shards.TableOf(shards.IndexOf(key.Hash)).TryCopy(key, entry) > 0;
    }

    private static ExplainedStep StepOf(ReadOnlySpan<byte> entry, uint now, ResponsePolicy policy)
    {
        EntryHeader header = EntryHeader.Read(entry);
        if (CachedResponse.IsFresh(header, now)) return new ExplainedStep(Candidate, StepVerdict.Yes, Describe(entry, now));
        bool isGivenOut = policy.StaleAtOnceSeconds > 0 && header.Kind != EntryKind.Failure
            && CachedResponse.Age(header, now) < (ulong)CachedResponse.OriginalLifetime(entry) + policy.StaleAtOnceSeconds;
        if (!isGivenOut) return new ExplainedStep(Candidate, StepVerdict.No, Describe(entry, now));
        return new ExplainedStep(Candidate, StepVerdict.Yes, $"given out at once all the same (use-stale-cache): {Describe(entry, now)}");
    }

    private static string Describe(ReadOnlySpan<byte> entry, uint now)
    {
        EntryHeader header = EntryHeader.Read(entry);
        uint age = CachedResponse.Age(header, now);
        string kind = header.Kind switch
        {
            EntryKind.NxDomain => "NXDOMAIN",
            EntryKind.NoData => "NODATA",
            EntryKind.Failure => "SERVFAIL",
            _ => "records",
        };
        if (WordOf(header.Reason) is { } changed) kind += $", {changed}";
        ReadOnlySpan<byte> errors = CachedResponse.ErrorsIn(entry, header);
        if (!errors.IsEmpty) kind += $" ({UpstreamErrors.Describe(errors)})";
        long expired = age - (long)CachedResponse.OriginalLifetime(entry);
        if ((header.Flags & EntryFlags.Stale) != 0 && age < header.Lifetime)
            return $"{kind}, stale since {expired} s: upstream fails, so it is given out for {header.Lifetime - age} s more without asking";
        if (age < header.Lifetime) return $"{kind}, fresh for {header.Lifetime - age} s more";
        string use = header.Kind == EntryKind.Failure ? "asked anew" : "asked anew; stands in if upstream fails, as far as serve-stale allows";
        return $"{kind}, expired {age - header.Lifetime} s ago: {use}";
    }

    /// <summary>What this gateway's settings have made of upstream's answer, or why there is none; null for nothing.</summary>
    public static string? WordOf(EntryReason reason) => reason switch
    {
        EntryReason.Blocked => "blocked here",
        EntryReason.Filtered => "filtered here",
        EntryReason.Forged => "addresses exchanged here",
        EntryReason.Unreachable => "no upstream server replied",
        EntryReason.NetworkError => "no upstream server could be sent to",
        EntryReason.Unanswered => "upstream servers replied with errors",
        _ => null,
    };

    private static string Word(KeyBits bits) => bits switch
    {
        KeyBits.DnssecOk => "DO",
        KeyBits.CheckingDisabled => "CD",
        _ => "DO and CD",
    };
}

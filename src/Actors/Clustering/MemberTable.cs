using System.Collections.Immutable;

namespace Polymasq.Actors.Clustering;

/// <summary>A key below gateway/: a member, or one that was put down.</summary>
/// <param name="Revision">At which it was written.</param>
internal sealed record MemberRecord(ClusterMember Member, DownMark? Down, long Revision);

/// <summary>What has happened to a gateway.</summary>
/// <param name="Before">Null when it was no member.</param>
/// <param name="Now">Null when it is none any more.</param>
/// <param name="Down">Who has put it down; null when nobody has.</param>
internal sealed record MemberChange(string Name, ClusterMember? Before, ClusterMember? Now, DownMark? Down);

/// <summary>All gateways as the store has them, and those that have gone. Pure.</summary>
/// <param name="keys">Where the store keeps them.</param>
internal sealed class MemberTable(StoreKeys keys)
{
    private static readonly TimeSpan DepartedTime = TimeSpan.FromHours(1);
    private const int DepartedMax = 256;

    private readonly SortedDictionary<string, MemberRecord> _records = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _unreadable = new(StringComparer.Ordinal);
    private readonly List<(ClusterMember Member, TimeSpan At)> _departed = []; // oldest first

    public ImmutableArray<ClusterMember> Members => [.. _records.Values.Where(static record => record.Down is null).Select(static record => record.Member)];

    /// <summary>Those that were put down.</summary>
    public IEnumerable<MemberRecord> Marked => _records.Values.Where(static record => record.Down is not null);

    /// <summary>Newest first.</summary>
    public ImmutableArray<ClusterMember> Departed => [.. Enumerable.Reverse(_departed).Select(static gone => gone.Member)];

    /// <summary>Names whose records cannot be read, and why.</summary>
    public IReadOnlyDictionary<string, string> Unreadable => _unreadable;

    public MemberRecord? Find(string name) => _records.GetValueOrDefault(name);

    /// <summary>How long a gateway has been gone; null for one that is not known to be.</summary>
    public TimeSpan? GoneFor(string name, TimeSpan now)
    {
        int found = _departed.FindIndex(gone => gone.Member.Name == name);
        return found < 0 ? null : now - _departed[found].At;
    }

    /// <summary>Takes over one key; null if nothing follows from it.</summary>
    /// <param name="entry">What it holds.</param>
    /// <param name="now">By a clock that is not set.</param>
    public MemberChange? Take(StoreEntry entry, TimeSpan now)
    {
        string name = entry.Key[keys.Gateways.Length..];
        MemberRecord? before = _records.GetValueOrDefault(name);
        MemberRecord? fresh = Read(name, entry);
        if (fresh is null) _records.Remove(name);
        else _records[name] = fresh;

        ClusterMember? was = before is { Down: null } ? before.Member : null;
        ClusterMember? isNow = fresh is { Down: null } ? fresh.Member : null;
        if (isNow is not null) _departed.RemoveAll(gone => gone.Member.Name == name);
        else if ((was ?? fresh?.Member) is { } gone && before?.Down is null) Depart(gone, now);
        if (was is null && isNow is null && before?.Down == fresh?.Down) return null;
        return was is not null && isNow is not null && was.SaysTheSameAs(isNow) ? null : new MemberChange(name, was, isNow, fresh?.Down);
    }

    /// <summary>Takes over a whole reading: who is not in it has gone.</summary>
    public IReadOnlyList<MemberChange> TakeAll(IReadOnlyList<StoreEntry> entries, TimeSpan now)
    {
        HashSet<string> present = [.. entries.Select(static entry => entry.Key)];
        IEnumerable<StoreEntry> missing = _records.Keys.Concat(_unreadable.Keys).Select(keys.OfGateway).Where(key => !present.Contains(key))
            .Select(static key => new StoreEntry(key, null, 0, 0)).ToArray();
        return [.. missing.Concat(entries).Select(entry => Take(entry, now)).OfType<MemberChange>()];
    }

    /// <summary>Forgets who has been gone for longer than an hour. True if somebody was forgotten.</summary>
    public bool Forget(TimeSpan now) => _departed.RemoveAll(gone => now - gone.At > DepartedTime) > 0;

    private MemberRecord? Read(string name, StoreEntry entry)
    {
        _unreadable.Remove(name);
        if (entry.Value is null) return null;
        if (StoredMember.Deserialize(entry.Value, out string reason) is { } read) return new MemberRecord(read.Member with { Name = name }, read.Down, entry.ModRevision);
        _unreadable[name] = reason;
        return null;
    }

    private void Depart(ClusterMember member, TimeSpan now)
    {
        _departed.RemoveAll(gone => gone.Member.Name == member.Name);
        _departed.Add((member, now));
        if (_departed.Count > DepartedMax) _departed.RemoveAt(0);
    }
}

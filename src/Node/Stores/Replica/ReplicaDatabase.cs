using System.Globalization;
using Microsoft.Data.Sqlite;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// A lease database that is a copy of a cluster's stream: each event has the store's revision, and where the copy stands and what
/// it lacks is committed together with the events. Used by one thread.
/// </summary>
/// <remarks>
/// The ordinal of an event is made of its revision, so one that comes late has its place between those that are there, and no
/// index of revisions is needed.
/// </remarks>
internal sealed class ReplicaDatabase : ILeaseFile
{
    private readonly LeaseDatabase _events;
    private readonly SqliteStatement _readLink;
    private readonly SqliteStatement _putLink;
    private readonly SqliteStatement _readLastOrdinal;
    private readonly SqliteStatement _putMeta;
    private bool _hasOtherGaps;

    /// <summary>Opens a database that <see cref="LeaseDatabaseFile"/> has prepared.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public ReplicaDatabase(string path)
    {
        _events = new LeaseDatabase(path, isCopy: true);
        _readLink = new SqliteStatement(Connection, LeaseSchema.ReadLink);
        _putLink = new SqliteStatement(Connection, LeaseSchema.PutLink);
        _readLastOrdinal = new SqliteStatement(Connection, LeaseSchema.ReadLastOrdinal);
        _putMeta = new SqliteStatement(Connection, LeaseSchema.PutMeta);
        ReadPosition();
    }

    public ReplicaPosition Position { get; private set; }

    public LeaseGaps Gaps { get; private set; } = LeaseGaps.None;

    public ReplicaStanding Standing => new(Position, Gaps);

    public int AfterSnapshot => _events.AfterSnapshot;

    public SqliteConnection Connection => _events.Connection;

    /// <summary>The newest event of every address, oldest first.</summary>
    public IEnumerable<ReplicatedLeaseEvent> ReadNewest() =>
        _events.ReadNewest().Select(newest => new ReplicatedLeaseEvent(newest.Event, ReplicaOrdinal.RevisionOf(newest.Ordinal)));

    /// <exception cref="SqliteException">As in <see cref="LeaseDatabase"/>; call <see cref="RollBack"/>.</exception>
    public void Begin() => _events.Begin();

    /// <summary>Adds what is not there yet, each event at its place.</summary>
    /// <returns>How many were added, and how many versions lie between them and what there was of their addresses.</returns>
    /// <exception cref="SqliteException">As in <see cref="LeaseDatabase"/>; call <see cref="RollBack"/>.</exception>
    public (long Added, long Missing) Add(IReadOnlyList<ReplicatedLeaseEvent> events)
    {
        long added = 0;
        long missing = 0;
        foreach (ReplicatedLeaseEvent e in events)
        {
            LeaseHead head = _events.Heads.Of(e.Event.Address);
            if (e.Event.Version > head.Version)
            {
                missing += e.Event.Version - head.Version - 1;
                _events.Add(e.Event, head, FreeOrdinal(e.Revision), e.Revision);
                added++;
            }
            else if (TryInsert(e, head)) added++;
        }
        return (added, missing);
    }

    /// <summary>Where the copy stands and what it lacks, after what was added.</summary>
    /// <exception cref="SqliteException">As in <see cref="LeaseDatabase"/>; call <see cref="RollBack"/>.</exception>
    public void Commit(ReplicaPosition position, LeaseGaps gaps)
    {
        if (position.ClusterId != Position.ClusterId) Put("cluster-id"u8, position.ClusterId);
        if (position != Position) Put("position"u8, position.Revision.ToString(CultureInfo.InvariantCulture));
        if (_hasOtherGaps || !gaps.All.SequenceEqual(Gaps.All)) PutGaps(gaps);
        _events.Commit();
        (Position, Gaps, _hasOtherGaps) = (position, gaps, false);
    }

    /// <summary>The stream is followed anew from before the first hole; holes are no concern any more, on disk from the next commit on.</summary>
    public void ForgetHoles()
    {
        LeaseGaps rest = Gaps.WithoutHoles();
        _hasOtherGaps |= rest.All.Count != Gaps.All.Count;
        Position = Position with { Revision = Gaps.KnownUpTo(Position.Revision) };
        Gaps = rest;
    }

    public void RollBack() => _events.RollBack();

    public void SaveSnapshot() => _events.SaveSnapshot();

    public int Prune(DateTimeOffset before, int limit) => _events.Prune(before, limit);

    public void Dispose()
    {
        foreach (SqliteStatement statement in new[] { _readLink, _putLink, _readLastOrdinal, _putMeta }) statement.Dispose();
        _events.Dispose();
    }

    private void ReadPosition()
    {
        string clusterId = Connection.Scalar(LeaseSchema.ReadMeta("cluster-id")) as string ?? "";
        string revision = Connection.Scalar(LeaseSchema.ReadMeta("position")) as string ?? "0";
        Position = new ReplicaPosition(clusterId, long.Parse(revision, CultureInfo.InvariantCulture));
        List<LeaseGap> gaps = [];
        using SqliteStatement read = new(Connection, LeaseSchema.ReadGaps);
        while (read.Step()) gaps.Add(new LeaseGap(read.Number(0), read.Number(1), read.Number(2) != 0));
        Gaps = new LeaseGaps(gaps);
    }

    /// <summary>Puts an event between the next newer and the next older one of its address. False if it is there.</summary>
    private bool TryInsert(in ReplicatedLeaseEvent e, LeaseHead head)
    {
        long newer = 0;
        LeaseHead? at = head;
        while (at is { } link && link.Version > e.Event.Version)
        {
            newer = link.Ordinal;
            at = Before(newer);
        }
        if (at is { } older && older.Version == e.Event.Version) return false;
        long ordinal = FreeOrdinal(e.Revision);
        _events.Insert(e.Event, at?.Ordinal, ordinal, e.Revision);
        _putLink.Bind(1, ordinal);
        _putLink.Bind(2, newer);
        _putLink.Run();
        return true;
    }

    /// <summary>The event before one of the same address; null if there is none, or it was removed as too old.</summary>
    private LeaseHead? Before(long ordinal)
    {
        if (Link(ordinal) is not (_, { } previous)) return null;
        return Link(previous) is { } link ? new LeaseHead(link.Version, previous) : null;
    }

    private (long Version, long? Previous)? Link(long ordinal)
    {
        _readLink.Bind(1, ordinal);
        if (!_readLink.Step()) return null;
        (long, long?) link = (_readLink.Number(0), _readLink.IsNull(1) ? null : _readLink.Number(1));
        _readLink.Reset();
        return link;
    }

    private long FreeOrdinal(long revision)
    {
        _readLastOrdinal.Bind(1, ReplicaOrdinal.FirstOf(revision));
        _readLastOrdinal.Bind(2, ReplicaOrdinal.LastOf(revision));
        long? last = _readLastOrdinal.Step() && !_readLastOrdinal.IsNull(0) ? _readLastOrdinal.Number(0) : null;
        _readLastOrdinal.Reset();
        return last + 1 ?? ReplicaOrdinal.FirstOf(revision);
    }

    private void Put(ReadOnlySpan<byte> key, string value)
    {
        _putMeta.BindText(1, key);
        _putMeta.BindText(2, System.Text.Encoding.UTF8.GetBytes(value));
        _putMeta.Run();
    }

    private void PutGaps(LeaseGaps gaps)
    {
        Connection.Execute("DELETE FROM gaps");
        foreach (LeaseGap gap in gaps.All)
            Connection.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT OR REPLACE INTO gaps VALUES ({gap.After}, {gap.Until}, {(gap.IsHole ? 1 : 0)})"));
    }
}

/// <summary>Where a copy stands and what it lacks.</summary>
internal sealed record ReplicaStanding(ReplicaPosition Position, LeaseGaps Gaps);

using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>
/// The way into the stream, from the replica's position to the present: which cluster is it, is its history still there, how far is
/// the stream. Gone anew whenever the store could not be reached, for meanwhile anything may have happened to it.
/// </summary>
internal sealed class StreamJoin(
    LeaseJournalSettings settings, StoreKeys keys, IKeyValueStore store, JournalInlet inlet, StreamHeads heads, LeaseIntake intake,
    ReplicaFeed feed, ILogger logger) : IDisposable
{
    private enum Phase : byte { Away, Identity, Founding, Reading, Marking, Awaiting, Following }

    private readonly CallSink _calls = new(inlet);
    private readonly StreamSink _stream = new(inlet);
    private readonly List<StoreEntry> _read = [];
    private Phase _phase;
    private IDisposable? _watch;
    private StoreEntry? _identity;
    private string _ownId = ""; // of the cluster that the replica follows
    private long _call;
    private long _watchTicket;
    private long _mark;
    private long _askedAt; // the revision that was known when the store was asked for its identity
    private bool _needsState;

    /// <summary>Everything that was committed before the join has been told.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>Nothing is asked at present.</summary>
    public bool IsAway => _phase == Phase.Away;

    /// <summary>Why this gateway does not belong here; empty if it does, as far as is known.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>What is known of the stream.</summary>
    public ReplicaPosition Position { get; private set; } = new("", 0);

    /// <summary>Where the replica stands.</summary>
    public void StartFrom(ReplicaPosition position)
    {
        _ownId = position.ClusterId ?? ""; // of a default value
        if (_ownId.Length > 0) Position = position;
        if (_ownId.Length > 0) return;
        heads.Doubt(); // whatever it has is not of this stream
    }

    /// <summary>Begins; to be called when <see cref="IsAway"/>.</summary>
    public void Begin()
    {
        _phase = Phase.Identity;
        _identity = null;
        _askedAt = Position.Revision;
        _call = inlet.NextTicket();
        store.Read(_call, keys.Identity, _calls);
    }

    /// <summary>The store cannot be reached. The watch goes on where it can.</summary>
    public void Leave()
    {
        if (_phase == Phase.Reading) _needsState = true;
        _phase = Phase.Away;
        _call = 0;
        IsCurrent = false;
    }

    /// <summary>The replica has lost a part of the stream: it is given the state.</summary>
    public void ReadForCopy()
    {
        if (_phase == Phase.Following) ReadState();
    }

    public void OnReport(StoreReport report)
    {
        if (report.Ticket == 0) return;
        if (report.Ticket == _call) OnAnswer(report);
        else if (report.Ticket == _watchTicket) OnWatch(report);
    }

    public void Dispose() => _watch?.Dispose();

    private void OnAnswer(StoreReport report)
    {
        switch (report, _phase)
        {
            case (StoreReport.Page page, Phase.Identity): OnIdentity(page); break;
            case (StoreReport.Page page, Phase.Reading): OnState(page); break;
            case (StoreReport.Committed committed, Phase.Founding): OnFounded(committed.Revision); break;
            case (StoreReport.Refused, Phase.Founding): Begin(); break; // another gateway was first
            case (StoreReport.Committed committed, Phase.Marking): OnMarked(committed.Revision); break;
            case (StoreReport.Failed, _): Leave(); break;
            default: throw new UnreachableException();
        }
    }

    private void OnWatch(StoreReport report)
    {
        if (report is StoreReport.Changed changed) OnChanged(changed);
        else if (report is StoreReport.Compacted) OnCompacted();
    }

    private void OnIdentity(StoreReport.Page page)
    {
        foreach (StoreEntry entry in page.Entries)
            if (entry.Key == keys.Identity) _identity = entry;
        if (!page.IsLast) return;
        if (_identity is null && _ownId.Length == 0) Found();
        else if (ProblemOf(_identity) is { Length: > 0 } problem) Refuse(problem);
        else Join(ClusterIdentity.TryRead(_identity!.Value)!.Id, page.Revision);
    }

    private string ProblemOf(StoreEntry? entry)
    {
        string where = $"{keys.Identity} (see cluster.name and cluster.etcd.endpoints)";
        if (entry?.Value is null)
            return $"{where} is gone, but the copy in node.data-dir is of cluster {_ownId}. If the store was lost for good, remove the copy on all gateways";
        if (ClusterIdentity.TryRead(entry.Value) is not { } identity) return $"{where} cannot be read";
        if (identity.Format > ClusterIdentity.KnownFormat) return $"{where} has format {identity.Format}: it needs a newer version of this program";
        if (identity.Cluster != settings.Cluster.Name) return $"{where} is of a cluster named {identity.Cluster}, not {settings.Cluster.Name}";
        bool isOwn = _ownId.Length == 0 || identity.Id == _ownId;
        return isOwn ? "" : $"{where} is of cluster {identity.Id}, but the copy in node.data-dir is of cluster {_ownId}: one of the two belongs to another cluster";
    }

    private void Refuse(string problem)
    {
        if (problem != Problem) JournalLog.Foreign(logger, problem);
        Problem = problem;
        _watch?.Dispose();
        _watch = null;
        _watchTicket = 0;
        Leave();
    }

    private void Found()
    {
        _phase = Phase.Founding;
        _call = inlet.NextTicket();
        ClusterIdentity identity = new() { Cluster = settings.Cluster.Name, Id = settings.NewIdentity, Format = ClusterIdentity.KnownFormat };
        store.Commit(_call, new StoreTransaction([new StoreCompare(keys.Identity, 0)], [new StoreWrite(keys.Identity, identity.Write())]), _calls);
    }

    private void OnFounded(long revision)
    {
        JournalLog.Founded(logger, settings.Cluster.Name, settings.NewIdentity);
        Join(settings.NewIdentity, revision);
    }

    private void Join(string id, long storeRevision)
    {
        Problem = "";
        _ownId = id;
        if (storeRevision < _askedAt) // what the watch has told since the question is no part of the answer
        {
            JournalLog.WentBack(logger, storeRevision, _askedAt);
            heads.Doubt();
            _needsState = true;
        }
        if (_needsState || Position.Revision == 0) ReadState();
        else Mark();
    }

    /// <summary>
    /// A store does not say how far a watch is while nothing changes. So something is made to change: when that comes, all that was
    /// committed before it has come.
    /// </summary>
    private void Mark()
    {
        if (_watch is null) Watch(Position.Revision + 1);
        _phase = Phase.Marking;
        _call = inlet.NextTicket();
        store.Commit(_call, new StoreTransaction([], [new StoreWrite(keys.OfMark(settings.Cluster.Gateway), "1"u8.ToArray())]), _calls);
    }

    private void OnMarked(long revision)
    {
        _phase = Phase.Awaiting;
        _call = 0;
        _mark = revision;
        FollowIfCurrent();
    }

    private void FollowIfCurrent()
    {
        if (_phase == Phase.Awaiting && Position.Revision >= _mark) Follow();
    }

    private void Follow()
    {
        _phase = Phase.Following;
        _call = 0;
        IsCurrent = true;
    }

    private void Watch(long from)
    {
        _watchTicket = inlet.NextTicket();
        _watch = store.Watch(_watchTicket, keys.Leases, from, _stream);
    }

    private void ReadState()
    {
        _watch?.Dispose();
        _watch = null;
        _watchTicket = 0;
        _read.Clear();
        _phase = Phase.Reading;
        _call = inlet.NextTicket();
        store.Read(_call, keys.Leases, _stream);
    }

    private void OnState(StoreReport.Page page)
    {
        _read.AddRange(page.Entries);
        if (!page.IsLast) return;
        Position = new ReplicaPosition(_ownId, page.Revision);
        feed.Add(new LeaseReplicaBatch(Position, intake.TakeState(page.Revision, _read), IsState: true));
        _read.Clear();
        _needsState = false;
        Watch(page.Revision + 1);
        Follow();
    }

    private void OnChanged(StoreReport.Changed changed)
    {
        List<ReplicatedLeaseEvent> events = intake.TakeChanges(changed.Entries);
        Position = new ReplicaPosition(_ownId, changed.Revision);
        feed.Add(new LeaseReplicaBatch(Position, events, IsState: false));
        FollowIfCurrent();
    }

    private void OnCompacted()
    {
        JournalLog.Compacted(logger, Position.Revision);
        _watch?.Dispose();
        _watch = null;
        _watchTicket = 0;
        _needsState = true;
        bool isOver = _phase is Phase.Marking or Phase.Awaiting or Phase.Following;
        IsCurrent = false;
        if (isOver) ReadState();
    }
}

namespace Polymasq.Node.Telemetry;

/// <summary>One time that a garbage collection stopped all threads.</summary>
/// <param name="Collection">Its number, from 1; one in the background stops them twice.</param>
/// <param name="Generation">The oldest that it collected.</param>
/// <param name="Length">How long nothing else ran.</param>
internal readonly record struct CollectionPause(long Collection, int Generation, TimeSpan Length);

/// <summary>All pauses since the process began.</summary>
/// <param name="Total">Together.</param>
/// <param name="Longest">Of those that were measured one by one.</param>
/// <param name="Unseen">Of those that were not: together, so none of them was longer.</param>
/// <param name="Recent">The last ones, the newest last.</param>
internal sealed record PauseSummary(TimeSpan Total, TimeSpan Longest, TimeSpan Unseen, IReadOnlyList<CollectionPause> Recent);

/// <summary>
/// Measures each pause of the garbage collector. The runtime keeps the lengths of the last collection of each kind alone, and listening
/// to its events costs a thread that wakes ten times a second. So an object that nobody holds is left behind: its finalizer runs after
/// the next collection, reads the lengths and leaves another behind.
/// </summary>
/// <remarks>If the finalizer comes too late for one of several collections, its pause is not among the others, but in <see cref="PauseSummary.Unseen"/>.</remarks>
internal sealed class CollectionPauses
{
    /// <summary>Pauses that are remembered one by one.</summary>
    public const int RecentMax = 64;

    private static readonly GCKind[] Kinds = [GCKind.Ephemeral, GCKind.Background, GCKind.FullBlocking];

    private readonly Lock _lock = new(); // the finalizer's thread and those who ask meet here
    private readonly long[] _lastOfKind = new long[Kinds.Length];
    private readonly Queue<CollectionPause> _recent = new(RecentMax);
    private TimeSpan _longest;
    private TimeSpan _seen; // together

    private readonly WeakReference<CollectionPauses> _self; // held here, or it would be finalized together with who has it

    private CollectionPauses() => _self = new WeakReference<CollectionPauses>(this);

    /// <summary>Measures until nobody holds the result any more.</summary>
    public static CollectionPauses Start()
    {
        CollectionPauses pauses = new();
        pauses.Note();
        Echo.Leave(pauses._self);
        return pauses;
    }

    public PauseSummary Summary()
    {
        lock (_lock)
        {
            Note(); // one in the background may have ended since
            TimeSpan total = GC.GetTotalPauseDuration();
            return new PauseSummary(total, _longest, total > _seen ? total - _seen : TimeSpan.Zero, [.. _recent]);
        }
    }

    private void Note()
    {
        lock (_lock)
        {
            for (int kind = 0; kind < Kinds.Length; kind++)
            {
                GCMemoryInfo last = GC.GetGCMemoryInfo(Kinds[kind]);
                if (last.Index == _lastOfKind[kind]) continue;
                _lastOfKind[kind] = last.Index;
                foreach (TimeSpan length in last.PauseDurations) Add(new CollectionPause(last.Index, last.Generation, length));
            }
        }
    }

    private void Add(CollectionPause pause)
    {
        if (pause.Length == TimeSpan.Zero) return; // of the two places, a collection that is not in the background uses one
        _seen += pause.Length;
        if (pause.Length > _longest) _longest = pause.Length;
        if (_recent.Count == RecentMax) _recent.Dequeue();
        _recent.Enqueue(pause);
    }

    private sealed class Echo(WeakReference<CollectionPauses> pauses)
    {
        public static void Leave(WeakReference<CollectionPauses> pauses) => _ = new Echo(pauses);

        ~Echo()
        {
            if (!pauses.TryGetTarget(out CollectionPauses? owner)) return;
            owner.Note();
            Leave(pauses);
        }
    }
}

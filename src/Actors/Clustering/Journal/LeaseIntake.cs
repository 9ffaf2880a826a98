using Microsoft.Extensions.Logging;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Takes what the replica and the store say about addresses, and tells the ledger as far as it is news.</summary>
internal sealed class LeaseIntake(
    StreamHeads heads, EntryReader reader, AppendBoard board, ReportOutbox outbox, TimeProvider clock, ILogger logger)
{
    /// <summary>Events of the stream.</summary>
    public long Followed { get; private set; }

    /// <summary>Own events that turned out to be durable before the answer said so.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Takes what the replica has.</summary>
    public void TakeLoaded(LeaseReplicaBatch batch)
    {
        foreach ((LeaseEvent e, long revision) in batch.Events)
            if (heads.TryTake(revision, e, out LeaseEvent news)) outbox.Add(LeaseReport.Committed(0, revision, news));
    }

    /// <summary>Takes changes in the order of revision, and makes of them what the replica gets.</summary>
    public List<ReplicatedLeaseEvent> TakeChanges(IReadOnlyList<StoreEntry> entries)
    {
        List<ReplicatedLeaseEvent> events = new(entries.Count);
        foreach (StoreEntry entry in entries)
            if (Take(entry, entry.ModRevision) is { } taken) events.Add(taken);
        Followed += events.Count;
        return events;
    }

    /// <summary>Takes the whole state at a revision. An address that is not in it is free.</summary>
    public List<ReplicatedLeaseEvent> TakeState(long revision, List<StoreEntry> entries)
    {
        entries.Sort(static (one, other) => one.ModRevision != other.ModRevision
            ? one.ModRevision.CompareTo(other.ModRevision)
            : string.CompareOrdinal(one.Key, other.Key));
        List<ReplicatedLeaseEvent> events = new(entries.Count);
        HashSet<Ipv4Address> present = new(entries.Count);
        foreach (StoreEntry entry in entries)
        {
            if (Take(entry, entry.ModRevision) is not { } taken) continue;
            events.Add(taken);
            present.Add(taken.Event.Address);
        }
        TakeGone(revision, present, events);
        return events;
    }

    /// <summary>Takes what a key holds at a revision. Null for what is of no address.</summary>
    public ReplicatedLeaseEvent? Take(StoreEntry entry, long revision)
    {
        if (!reader.TryReadAddress(entry, out Ipv4Address address)) return null;
        bool isKnown = heads.TryGet(address, out StreamHead head);
        if (isKnown && head.Revision == revision) return new ReplicatedLeaseEvent(head.Event, revision);

        LeaseEvent? e = reader.Read(address, entry, isKnown ? head.Event : null);
        if (e is null) return null;
        if (!heads.TryTake(revision, e, out LeaseEvent news)) return new ReplicatedLeaseEvent(isKnown && head.Revision < revision ? news : e, revision);
        Tell(news, revision);
        return new ReplicatedLeaseEvent(news, revision);
    }

    /// <summary>Our own event may come by the stream before the answer to its transaction.</summary>
    private void Tell(LeaseEvent news, long revision)
    {
        long ticket = 0;
        if (board.FirstOf(news.Address) is { IsDone: false, Tries: > 0 } own && KeyEvents.IsSame(own.Event, news))
        {
            own.IsDone = true;
            Confirmed++;
            if (own.Sink == outbox.Sink) ticket = own.Ticket;
        }
        outbox.Add(LeaseReport.Committed(ticket, revision, news));
    }

    private void TakeGone(long revision, HashSet<Ipv4Address> present, List<ReplicatedLeaseEvent> events)
    {
        Ipv4Address[] gone =
        [
            .. heads.All.Where(pair => !present.Contains(pair.Key) && pair.Value.Revision <= revision).Select(pair => pair.Key).Order(),
        ];
        List<Ipv4Address> news = [];
        foreach (Ipv4Address address in gone)
        {
            heads.TryGet(address, out StreamHead head);
            LeaseEvent deleted = KeyEvents.IsDeletion(head.Event) ? head.Event : KeyEvents.Deleted(head.Event, clock.GetUtcNow());
            if (heads.TryTake(revision, deleted, out LeaseEvent told))
            {
                outbox.Add(LeaseReport.Committed(0, revision, told));
                news.Add(address);
            }
            events.Add(new ReplicatedLeaseEvent(told, revision));
        }
        if (news.Count > 0) JournalLog.Gone(logger, news.Count, news[0].ToString());
    }
}

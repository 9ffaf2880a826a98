using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>An append between the queue and its fate.</summary>
internal sealed class PendingAppend(in QueuedAppend queued)
{
    public long Ticket { get; } = queued.Append.Ticket;

    public LeaseEvent Event { get; } = queued.Append.Event;

    public ILeaseJournalSink Sink { get; } = queued.Sink;

    /// <summary>The revision it was last sent to compare with.</summary>
    public long Compare { get; set; }

    public int Tries { get; set; }

    /// <summary>Its fate was told already: the stream was quicker than the answer.</summary>
    public bool IsDone { get; set; }
}

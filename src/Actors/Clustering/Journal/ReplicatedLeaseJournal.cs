using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>
/// The journal of a cluster: a compare-and-set per address in a store that all gateways share, and a local replica to start from.
/// It has no thread of its own: an actor does the work, on the dispatcher it is given.
/// </summary>
public sealed class ReplicatedLeaseJournal : ILeaseJournal
{
    private const int MailboxCapacity = 4096;
    private readonly JournalInlet _inlet;

    private ReplicatedLeaseJournal(JournalInlet inlet) => _inlet = inlet;

    /// <summary>How it is doing. May be read by any thread.</summary>
    public LeaseJournalStatus Status => _inlet.Status;

    /// <summary>Spawns the journal's actor below the root. Nothing is asked of store and replica before <see cref="Start"/>.</summary>
    /// <param name="system">Where the actor lives.</param>
    /// <param name="settings">In which cluster.</param>
    /// <param name="store">The truth. Disposed of by who made it, after the journal.</param>
    /// <param name="replica">This gateway's copy. Disposed of by who made it, after the journal.</param>
    /// <param name="clock">The protocol's clock: when a value was found unreadable or gone.</param>
    /// <param name="logger">For events 1700 to 1729.</param>
    /// <param name="dispatcher">Where the actor runs; null for where the system's actors run.</param>
    /// <param name="name">The actor's name.</param>
    public static ReplicatedLeaseJournal Open(
        ActorSystem system, LeaseJournalSettings settings, IKeyValueStore store, ILeaseReplica replica, TimeProvider clock, ILogger logger,
        Dispatcher? dispatcher = null, string name = "lease-journal")
    {
        JournalInlet inlet = new(settings.QueueMax);
        Props<LeaseJournalMessage> props = new(() => new LeaseJournalActor(settings, inlet, store, replica, clock, logger), MailboxCapacity)
        {
            Dispatcher = dispatcher,
        };
        inlet.Connect(system.Spawn(props, name));
        return new ReplicatedLeaseJournal(inlet);
    }

    public void Start(ILeaseJournalSink sink) => _inlet.Begin(sink);

    public bool TryAppend(in LeaseAppend append) => _inlet.TryAppend(append);

    public void Flush() => _inlet.Flush();

    /// <summary>Ends the actor. What is on its way to the store may still be written, and is then known at the next start; nobody is told.</summary>
    public void Dispose() => _inlet.Close();
}

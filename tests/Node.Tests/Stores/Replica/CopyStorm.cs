using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;

namespace Polymasq.Node.Tests.Stores.Replica;

/// <summary>
/// The child that is killed while it copies: it follows a stream that is the same at every start, from where its copy stands, as
/// fast as that takes it. Each position goes to standard output when it was queued.
/// </summary>
internal static class CopyStorm
{
    public const int Addresses = 50;
    public const int EventsOfRevision = 3;

    public static void Run(string directory)
    {
        SqliteLeaseJournalSettings settings = new() { Directory = directory, Cluster = "lab", QueueMax = 16, HistoryTime = null };
        using SqliteLeaseReplica replica = SqliteLeaseReplica.Open(settings, TimeProvider.System, NullLogger.Instance);
        for (long revision = CopySink.Load(replica).Position.Revision + 1; ; revision++)
        {
            while (!replica.TryAppend(new LeaseReplicaBatch(new ReplicaPosition("c1", revision), EventsAt(revision), IsState: false))) Thread.Yield();
            Console.WriteLine(revision.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The events of a revision: addresses take turns.</summary>
    public static ReplicatedLeaseEvent[] EventsAt(long revision) =>
        [.. Enumerable.Range(0, EventsOfRevision).Select(i => EventNumber(((revision - 1) * EventsOfRevision) + i, revision))];

    private static ReplicatedLeaseEvent EventNumber(long number, long revision) =>
        SqliteLeaseReplicaTests.Event(revision, $"10.9.0.{number % Addresses}", (number / Addresses) + 1);
}

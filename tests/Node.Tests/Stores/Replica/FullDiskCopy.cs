using Polymasq.Actors.Clustering;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Stores.Replica;

/// <summary>The child whose copy has a full disk for a while: tells on standard output what is there afterwards, and what was logged.</summary>
internal static class FullDiskCopy
{
    private const int RevisionsMax = 100_000;

    public static void Run(string directory)
    {
        string ballast = Path.Combine(directory, "ballast");
        File.WriteAllBytes(ballast, new byte[1 << 20]);
        RecordingLogger logger = new();
        ManualClock clock = new(DateTimeOffset.UnixEpoch);
        long revision = 0;
        using (SqliteLeaseReplica replica = Open(directory, clock, logger))
        {
            CopySink.Load(replica);
            while (!logger.Lines.Any(line => line.StartsWith("2121:", StringComparison.Ordinal)) && revision < RevisionsMax) Append(replica, ++revision);
            for (int more = 0; more < 50; more++) Append(replica, ++revision); // still full: said once all the same
            File.Delete(ballast);
            clock.MoveTo(TimeSpan.FromSeconds(10));
            Append(replica, ++revision);
            Console.WriteLine(replica.Gaps.All is [{ IsHole: true } hole] && hole.After < hole.Until && hole.Until == revision - 1 ? "one hole" : "no hole");
            Console.WriteLine(replica.Position.Revision == revision ? "goes on" : "stays behind");
        }
        using (SqliteLeaseReplica again = Open(directory, clock, logger))
        {
            long known = CopySink.Load(again).Position.Revision;
            Console.WriteLine(known < revision - 50 ? "follows anew" : "forgets");
            for (long missed = known + 1; missed <= revision; missed++) Append(again, missed);
            Console.WriteLine(again.Gaps.All.Count == 0 ? "no gap" : "a gap");
        }
        int count = new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(directory)).Read(new() { Limit = int.MaxValue }).Count;
        Console.WriteLine(count == revision * CopyStorm.EventsOfRevision ? "all there" : "lost or invented");
        foreach (string line in logger.Lines) Console.WriteLine(line);
    }

    private static SqliteLeaseReplica Open(string directory, TimeProvider clock, RecordingLogger logger) => SqliteLeaseReplica.Open(
        new SqliteLeaseJournalSettings { Directory = directory, Cluster = "lab", QueueMax = 64, HistoryTime = null }, clock, logger);

    /// <summary>Appends one revision and waits until that was tried.</summary>
    private static void Append(SqliteLeaseReplica replica, long revision)
    {
        replica.TryAppend(new LeaseReplicaBatch(new ReplicaPosition("c1", revision), CopyStorm.EventsAt(revision), IsState: false));
        LeaseGapPiece nothing = new([], []);
        replica.TryFill(nothing);
        nothing.Written.Wait();
    }
}

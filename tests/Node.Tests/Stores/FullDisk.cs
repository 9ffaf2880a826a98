using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

/// <summary>The child whose disk is full: tells on standard output what the journal reported and logged.</summary>
internal static class FullDisk
{
    private const int AppendsMax = 100_000;

    public static void Run(string directory)
    {
        string ballast = Path.Combine(directory, "ballast");
        File.WriteAllBytes(ballast, new byte[1 << 20]);
        RecordingLogger logger = new();
        int committed;
        using (SqliteLeaseJournal journal = Open(directory, logger))
        {
            RecordingSink sink = new();
            journal.Start(sink);
            committed = AppendUntilRefused(journal, sink, 0);
            Console.WriteLine(Append(journal, sink, AppendsMax + 1)); // still full: said once all the same
            File.Delete(ballast);
            int more = 0;
            for (; more < 10; more++) Console.WriteLine(Append(journal, sink, committed + 1 + more));
            committed += more;
        }
        using (SqliteLeaseJournal again = Open(directory, logger))
        {
            RecordingSink replay = new();
            again.Start(replay);
            Console.WriteLine(replay.Replayed().Count - 1 == committed ? "all there" : "lost or invented");
        }
        foreach (string line in logger.Lines) Console.WriteLine(line);
    }

    private static SqliteLeaseJournal Open(string directory, RecordingLogger logger) => SqliteLeaseJournal.Open(
        new SqliteLeaseJournalSettings { Directory = directory, Cluster = "lab", QueueMax = 64, HistoryTime = null }, TimeProvider.System, logger);

    private static int AppendUntilRefused(SqliteLeaseJournal journal, RecordingSink sink, int committed)
    {
        while (committed < AppendsMax && Append(journal, sink, committed + 1) == LeaseReportKind.Committed) committed++;
        return committed;
    }

    private static LeaseReportKind Append(SqliteLeaseJournal journal, RecordingSink sink, int number)
    {
        LeaseEvent e = LeaseEvents.Leased($"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}");
        long ticket = sink.Reports.Count + 1_000_000L;
        journal.TryAppend(new LeaseAppend(ticket, e));
        journal.Flush();
        return sink.About(ticket).Kind;
    }
}

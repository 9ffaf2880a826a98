using System.Diagnostics;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;

namespace Polymasq.Node.Tests.Stores;

public sealed class KilledJournalTests
{
    private const int Kills = 5;

    [Fact]
    public void No_acknowledged_lease_is_lost_when_the_process_is_killed_in_a_storm()
    {
        using StoreFolder folder = new();
        Random random = new(1);
        Dictionary<string, int> acks = [];
        for (int kill = 0; kill < Kills; kill++) StormUntilKilled(folder, acks, random.Next(300, 1500));

        using (LeaseDatabase database = OpenChecked(folder)) Assert.NotEmpty(database.ReadNewest());
        IReadOnlyList<LeaseEvent> events = new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(folder.Path)).Read(new LeaseHistoryQuery { Limit = int.MaxValue });
        Dictionary<string, int> committed = events.Where(e => e.State == LeaseState.Bound).CountBy(e => $"{e.Address} {e.Client}").ToDictionary();
        Assert.All(acks, ack => Assert.True(committed.GetValueOrDefault(ack.Key) >= ack.Value, $"{ack.Key}: {ack.Value} acknowledged"));
        AssertOneHolderAtATime(events);
    }

    /// <summary>Counts the acknowledgements that the child gave until it was dead.</summary>
    private static void StormUntilKilled(StoreFolder folder, Dictionary<string, int> acks, int acksBeforeKill)
    {
        using Process child = ChildProcess.Start(nameof(LeaseStorm), folder.Path);
        int count = 0;
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (++count == acksBeforeKill) child.Kill(); // SIGKILL; what it had written before is still in the pipe
            bool isWhole = line.Split(' ') is [_, { Length: 20 }];
            if (isWhole) acks[line] = acks.GetValueOrDefault(line) + 1;
        }
        child.WaitForExit();
        Assert.True(count >= acksBeforeKill, "the child ended by itself");
    }

    private static LeaseDatabase OpenChecked(StoreFolder folder)
    {
        SqliteLeaseJournalTests.Open(folder).Dispose();
        return new LeaseDatabase(SqliteLeaseJournal.PathIn(folder.Path));
    }

    private static void AssertOneHolderAtATime(IEnumerable<LeaseEvent> events)
    {
        foreach (IGrouping<string, LeaseEvent> address in events.GroupBy(e => e.Address.ToString()))
        {
            LeaseEvent? before = null;
            foreach (LeaseEvent e in address)
            {
                Assert.Equal((before?.Version ?? 0) + 1, e.Version);
                bool isTaken = before is { State: LeaseState.Bound } && e.State == LeaseState.Bound && before.Client != e.Client;
                Assert.False(isTaken, $"{e.Address} version {e.Version} went from one holder to another");
                before = e;
            }
        }
    }
}

using System.Diagnostics;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;

namespace Polymasq.Node.Tests.Stores.Replica;

public sealed class KilledCopyTests
{
    private const int Kills = 4;

    [Fact]
    public void Position_and_events_agree_when_the_process_is_killed_in_a_storm()
    {
        using StoreFolder folder = new();
        Random random = new(1);
        for (int kill = 0; kill < Kills; kill++)
        {
            CopyUntilKilled(folder, random.Next(300, 1500));
            AssertWhole(folder);
        }
    }

    private static void CopyUntilKilled(StoreFolder folder, int revisions)
    {
        using Process child = ChildProcess.Start(nameof(CopyStorm), folder.Path);
        int count = 0;
        while (child.StandardOutput.ReadLine() is not null)
        {
            if (++count == revisions) child.Kill(); // SIGKILL
        }
        child.WaitForExit();
        Assert.True(count >= revisions, "the child ended by itself");
    }

    private static void AssertWhole(StoreFolder folder)
    {
        using SqliteLeaseReplica replica = SqliteLeaseReplicaTests.Open(folder);
        (ReplicaPosition position, ReplicatedLeaseEvent[] newest) = CopySink.Load(replica);
        Assert.True(position.Revision > 0, "nothing was copied");
        LeaseEvent[] expected = [.. Enumerable.Range(1, (int)position.Revision).SelectMany(revision => CopyStorm.EventsAt(revision)).Select(e => e.Event)];
        IReadOnlyList<LeaseEvent> audit = new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(folder.Path)).Read(new LeaseHistoryQuery { Limit = int.MaxValue });
        Assert.Equal(expected, audit);
        Assert.Equal(expected.TakeLast(CopyStorm.Addresses).Select(e => (e.Address, e.Version)), newest.Select(e => (e.Event.Address, e.Event.Version)));
    }
}

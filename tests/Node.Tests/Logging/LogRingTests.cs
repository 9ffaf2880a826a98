using Microsoft.Extensions.Logging;
using Polymasq.Node.Logging;

namespace Polymasq.Node.Tests.Logging;

public sealed class LogRingTests
{
    [Fact]
    public void The_oldest_entries_make_room()
    {
        LogRing ring = Filled(entriesMax: 3, count: 5);

        Assert.Equal(["2", "3", "4"], ring.Last(10).Select(static entry => entry.Message));
        Assert.Equal(["4"], ring.Last(1).Select(static entry => entry.Message));
    }

    [Fact]
    public void A_follower_gets_the_last_ones_and_then_each_new_one()
    {
        LogRing ring = Filled(entriesMax: 10, count: 5);
        using LogSubscription follower = ring.Follow(last: 2, room: 10);
        ring.Add(Entry(5));

        Assert.Equal(["3", "4", "5"], Taken(follower));
        Assert.Equal(0, follower.TakeLost());
    }

    [Fact]
    public void A_slow_follower_loses_entries_and_is_told_how_many()
    {
        LogRing ring = new(entriesMax: 2);
        using LogSubscription slow = ring.Follow(last: 0, room: 4);
        for (int i = 0; i < 10; i++) ring.Add(Entry(i));

        Assert.Equal(["0", "1", "2", "3"], Taken(slow));
        Assert.Equal(6, slow.TakeLost());
        Assert.Equal(0, slow.TakeLost());
    }

    [Fact]
    public void Who_has_left_gets_nothing_more()
    {
        LogRing ring = new(entriesMax: 2);
        LogSubscription follower = ring.Follow(last: 0, room: 4);
        follower.Dispose();
        ring.Add(Entry(1));

        Assert.Equal(0, ring.Followers);
        Assert.True(follower.Entries.Completion.IsCompleted);
    }

    private static List<string> Taken(LogSubscription follower)
    {
        List<string> messages = [];
        while (follower.Entries.TryRead(out LogEntry? entry)) messages.Add(entry.Message);
        return messages;
    }

    private static LogRing Filled(int entriesMax, int count)
    {
        LogRing ring = new(entriesMax);
        for (int i = 0; i < count; i++) ring.Add(Entry(i));
        return ring;
    }

    private static LogEntry Entry(int number) => new(DateTimeOffset.UnixEpoch, LogLevel.Information, "x", 0, $"{number}", [], null);
}

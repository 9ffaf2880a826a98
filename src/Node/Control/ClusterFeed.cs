using System.Collections.Immutable;
using System.Threading.Channels;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Control;

/// <summary>Hands what happens in the cluster to those who follow it. Usable from any thread.</summary>
internal sealed class ClusterFeed : IClusterEvents
{
    private ImmutableArray<ClusterSubscription> _subscriptions = [];

    public void Happened(ClusterEvent what)
    {
        foreach (ClusterSubscription subscription in _subscriptions) subscription.Offer(what);
    }

    /// <param name="room">Events that may wait for a slow reader; more are lost to it, and counted.</param>
    public ClusterSubscription Follow(int room)
    {
        ClusterSubscription subscription = new(this, room);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Add(one), subscription);
        return subscription;
    }

    internal void Remove(ClusterSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Remove(one), subscription);
}

/// <summary>One who follows the cluster. Disposing ends it.</summary>
internal sealed class ClusterSubscription(ClusterFeed feed, int room) : IDisposable
{
    private readonly Channel<ClusterEvent> _events = Channel.CreateBounded<ClusterEvent>(new BoundedChannelOptions(room) { SingleReader = true });
    private long _lost;

    /// <summary>What happens from now on; ends when this is disposed.</summary>
    public ChannelReader<ClusterEvent> Events => _events.Reader;

    /// <summary>Takes the count of events that were lost since it was taken last.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

    public void Dispose()
    {
        feed.Remove(this);
        _events.Writer.TryComplete();
    }

    internal void Offer(ClusterEvent what)
    {
        if (!_events.Writer.TryWrite(what)) Interlocked.Increment(ref _lost);
    }
}

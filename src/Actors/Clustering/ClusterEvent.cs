namespace Polymasq.Actors.Clustering;

/// <summary>Something that happened in the cluster, for people who watch.</summary>
/// <param name="Gateway">Which it is about.</param>
/// <param name="What">joined, gone, draining, down, store, …: one word.</param>
/// <param name="Text">What it means.</param>
public sealed record ClusterEvent(DateTimeOffset At, string Gateway, string What, string Text);

/// <summary>Takes what happens in the cluster. Called by the <see cref="ClusterActor"/>; never blocks.</summary>
public interface IClusterEvents
{
    void Happened(ClusterEvent what);
}

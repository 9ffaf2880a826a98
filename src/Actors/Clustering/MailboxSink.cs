using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Clustering;

/// <summary>Reports of a store as messages to the <see cref="ClusterActor"/>.</summary>
internal sealed class MailboxSink(IActorRef<ClusterMessage> actor) : IStoreSink
{
    public bool TryReport(StoreReport report) => actor.IsTerminated || actor.TryTell(new ClusterMessage.Stored(report));
}

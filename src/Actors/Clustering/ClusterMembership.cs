using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Clustering;

/// <summary>How to make the actor that keeps this gateway a member of the cluster.</summary>
public static class ClusterMembership
{
    /// <param name="settings">Which cluster, and our name in it.</param>
    /// <param name="identity">Who we are.</param>
    /// <param name="store">The cluster's memory. Disposed of by who made it, after the actor.</param>
    /// <param name="facts">The rest of the gateway.</param>
    /// <param name="view">Where the view is published.</param>
    /// <param name="tenure">Made once; the same for each actor that is made anew after a failure.</param>
    /// <param name="events">Those who watch.</param>
    /// <param name="clock">The protocols' clock, which leases are judged by.</param>
    /// <param name="log">For events 1730 to 1769.</param>
    public static Actor<ClusterMessage> Actor(
        ClusterSettings settings, GatewayIdentity identity, IKeyValueStore store, IGatewayFacts facts, PublishedClusterView view, ClusterTenure tenure,
        IClusterEvents events, TimeProvider clock, ILogger log) =>
        new ClusterActor(settings, identity, store, facts, view, tenure, events, clock, log);
}

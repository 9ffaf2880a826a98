using System.Collections.Immutable;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Peers;

/// <summary>What the owner of the other gateways can be told.</summary>
public abstract record PeersMessage
{
    private PeersMessage()
    {
    }

    /// <summary>Asks for all other gateways and what is thought of them.</summary>
    public sealed record Show(ReplyTo<ImmutableArray<UpstreamInfo>> ReplyTo) : PeersMessage;

    /// <summary>Time to look whether the members are others.</summary>
    internal sealed record Look : PeersMessage;
}

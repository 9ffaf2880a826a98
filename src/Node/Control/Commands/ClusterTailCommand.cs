using System.Runtime.CompilerServices;
using Polymasq.Actors.Clustering;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cluster tail</c>: what happens in the cluster, as it happens.</summary>
internal sealed class ClusterTailCommand(ClusterFeed feed) : IControlCommand
{
    private const int Room = 1000;

    public string Noun => "cluster";

    public string Verb => "tail";

    public IReadOnlyList<string> Parameters => [];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation) =>
        Task.FromResult(ControlReply.Lines(Lines(cancellation), ControlJson.Default.ClusterEventLine));

    private async IAsyncEnumerable<ClusterEventLine> Lines([EnumeratorCancellation] CancellationToken cancellation)
    {
        using ClusterSubscription subscription = feed.Follow(Room);
        await foreach (ClusterEvent what in subscription.Events.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            yield return new ClusterEventLine { Time = what.At, Gateway = what.Gateway, What = what.What, Text = what.Text };
            if (subscription.Events.Count == 0 && subscription.TakeLost() is long lost and > 0) yield return new ClusterEventLine { Lost = lost };
        }
    }
}

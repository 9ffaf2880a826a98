using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cluster status</c>: this gateway in the cluster, in detail.</summary>
/// <param name="report">How it stands.</param>
internal sealed class ClusterStatusCommand(Func<Task<ClusterReport>> report) : IControlCommand
{
    public string Noun => "cluster";

    public string Verb => "status";

    public IReadOnlyList<string> Parameters => [];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation) =>
        ControlReply.Of(await report().ConfigureAwait(false), ControlJson.Default.ClusterReport);
}

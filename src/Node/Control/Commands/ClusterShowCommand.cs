using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cluster show</c>: the members.</summary>
/// <param name="members">Who is there, as this gateway sees it.</param>
internal sealed class ClusterShowCommand(Func<Task<ClusterMembers>> members) : IControlCommand
{
    public string Noun => "cluster";

    public string Verb => "show";

    public IReadOnlyList<string> Parameters => [];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation) =>
        ControlReply.Of(await members().ConfigureAwait(false), ControlJson.Default.ClusterMembers);
}

using System.Collections.Immutable;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>upstream show</c>: the upstream servers and what is thought of them.</summary>
/// <param name="upstreams">Who owns them.</param>
/// <param name="gateways">Who owns the other gateways of a cluster; null outside one.</param>
/// <param name="time">The clock that limits the waiting.</param>
internal sealed class UpstreamShowCommand(IActorRef<UpstreamsMessage> upstreams, IActorRef<PeersMessage>? gateways, TimeProvider time) : IControlCommand
{
    public string Noun => "upstream";

    public string Verb => "show";

    public IReadOnlyList<string> Parameters => [];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        ImmutableArray<UpstreamInfo> servers = await upstreams.AskForPeople<UpstreamsMessage, ImmutableArray<UpstreamInfo>>(
            static reply => new UpstreamsMessage.Show(reply), time).ConfigureAwait(false);
        ImmutableArray<UpstreamInfo> peers = gateways is null ? [] : await gateways.AskForPeople<PeersMessage, ImmutableArray<UpstreamInfo>>(
            static reply => new PeersMessage.Show(reply), time).ConfigureAwait(false);
        return ControlReply.Of(new UpstreamList([.. servers.Concat(peers).Select(ItemOf)]), ControlJson.Default.UpstreamList);
    }

    private static UpstreamItem ItemOf(UpstreamInfo server) => new()
    {
        Server = server.Server,
        Gateway = server.Gateway,
        State = server.IsLoop ? "loop" : NameOf(server.State),
        Domains = server.Domains,
        LatencyMilliseconds = server.LatencyMilliseconds is { } latency ? Math.Round(latency, 3) : null,
        HedgeMilliseconds = Math.Round(server.HedgeMilliseconds, 3),
        Asked = server.Asked,
        Replied = server.Replied,
        Silent = server.Silent,
        Failed = server.Failed,
        Refused = server.Refused,
        Rejected = server.Rejected,
    };

    private static string NameOf(UpstreamState state) => state switch
    {
        UpstreamState.Up => "up",
        UpstreamState.Suspect => "suspect",
        UpstreamState.Down => "down",
        _ => "unknown",
    };
}

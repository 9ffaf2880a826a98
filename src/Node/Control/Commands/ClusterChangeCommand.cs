using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cluster drain, resume, leave</c> and <c>down</c>: answered when the other gateways can know it, or cannot be told.</summary>
internal sealed class ClusterChangeCommand : IControlCommand
{
    private const int Refused = 409; // Conflict: things stand otherwise than the command supposes

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6); // leave drains first; down is three steps at the store

    private readonly IActorRef<ClusterMessage> _cluster;
    private readonly Func<ControlArguments, ReplyTo<ClusterReply>, ClusterMessage> _message;
    private readonly TimeProvider _time;

    private ClusterChangeCommand(
        string verb, IReadOnlyList<string> parameters, IActorRef<ClusterMessage> cluster, Func<ControlArguments, ReplyTo<ClusterReply>, ClusterMessage> message, TimeProvider time) =>
        (Verb, Parameters, _cluster, _message, _time) = (verb, parameters, cluster, message, time);

    public string Noun => "cluster";

    public string Verb { get; }

    public bool IsChange => true;

    public IReadOnlyList<string> Parameters { get; }

    public static IEnumerable<IControlCommand> All(IActorRef<ClusterMessage> cluster, TimeProvider time) =>
    [
        new ClusterChangeCommand("drain", [], cluster, static (_, reply) => new ClusterMessage.Drain(reply), time),
        new ClusterChangeCommand("resume", [], cluster, static (_, reply) => new ClusterMessage.Resume(reply), time),
        new ClusterChangeCommand("leave", [], cluster, static (_, reply) => new ClusterMessage.Leave(reply), time),
        new ClusterChangeCommand("down", ["name"], cluster, static (arguments, reply) => new ClusterMessage.Down(NameIn(arguments), reply), time),
    ];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        ClusterReply reply = await _cluster.AskForPeople<ClusterMessage, ClusterReply>(to => _message(arguments, to), _time, Patience).ConfigureAwait(false);
        return reply.IsDone ? ControlReply.Of(new ClusterCommandReport(reply.Text), ControlJson.Default.ClusterCommandReport) : throw new ControlException(Refused, reply.Text);
    }

    private static string NameIn(ControlArguments arguments) => arguments.Text("name")
        ?? throw ControlException.BadArgument("cluster down needs the name of a gateway", "see 'polymasq cluster show'");
}

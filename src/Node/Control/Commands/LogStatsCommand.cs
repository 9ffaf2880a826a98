using Polymasq.Actors.Listeners;
using Polymasq.Node.Logging;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>log stats</c>: what is logged, and how much of it was lost on its way out.</summary>
/// <param name="logs">All loggers end there.</param>
/// <param name="queries">Null without DNS.</param>
internal sealed class LogStatsCommand(LogPipeline logs, QueryLog? queries) : IControlCommand
{
    public string Noun => "log";

    public string Verb => "stats";

    public IReadOnlyList<string> Parameters => [];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        LogStats stats = new(LogEntry.NameOf(logs.Level), queries?.IsLogged == true, logs.Lost, logs.Ring.Followers);
        return Task.FromResult(ControlReply.Of(stats, ControlJson.Default.LogStats));
    }
}

using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>config check</c>: reads the configuration as a reload would, and says what is wrong with it.</summary>
/// <param name="check">Reads and judges; may block on files.</param>
internal sealed class ConfigCheckCommand(Func<ConfigReport> check) : IControlCommand
{
    public string Noun => "config";

    public string Verb => "check";

    public IReadOnlyList<string> Parameters => [];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation) =>
        ControlReply.Of(await Task.Run(check, cancellation).ConfigureAwait(false), ControlJson.Default.ConfigReport);
}

using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli;

/// <summary>What all commands that talk to a gateway take, and how they run.</summary>
internal sealed class SharedOptions
{
    public Option<string> Socket { get; } = new("--socket", "-s")
    {
        Description = $"The gateway's control socket; otherwise ${ControlApi.SocketVariable}, otherwise {ControlApi.DefaultSocket}",
        HelpName = "PATH",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json", "-j") { Description = "Print JSON: one object, for tails one for each line", Recursive = true };

    /// <summary>Gives a command its action: talks to the gateway, and makes each failure a line and an exit code.</summary>
    public void SetAction(Command command, Func<Session, ParseResult, Task<int>> action) =>
        command.SetAction((result, cancellation) => Run(result, action, cancellation));

    /// <summary>As <see cref="SetAction(Command, Func{Session, ParseResult, Task{int}})"/> for what either works or fails.</summary>
    public void SetAction(Command command, Func<Session, ParseResult, Task> action) => SetAction(command, async (session, result) =>
    {
        await action(session, result).ConfigureAwait(false);
        return ExitCode.Done;
    });

    private async Task<int> Run(ParseResult result, Func<Session, ParseResult, Task<int>> action, CancellationToken cancellation)
    {
        using ControlClient client = new(SocketOf(result));
        try
        {
            return await action(new Session(client, result.InvocationConfiguration.Output, result.GetValue(Json), cancellation), result).ConfigureAwait(false);
        }
        catch (ControlFailure failure)
        {
            TextWriter error = result.InvocationConfiguration.Error;
            error.WriteLine($"polymasq: {Words.Visible(failure.Message)}");
            foreach (string hint in failure.Hints) error.WriteLine($"  {Words.Visible(hint)}");
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Done; // Ctrl-C is how a tail ends
        }
    }

    private string SocketOf(ParseResult result)
    {
        string? named = result.GetValue(Socket);
        if (string.IsNullOrEmpty(named)) named = Environment.GetEnvironmentVariable(ControlApi.SocketVariable);
        return string.IsNullOrEmpty(named) ? ControlApi.DefaultSocket : named;
    }
}

namespace Polymasq.Cli;

/// <summary>A command that did not work out: what to print and what to leave with.</summary>
internal sealed class ControlFailure(int exitCode, string message, params IEnumerable<string> hints) : Exception(message)
{
    /// <summary>See <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What may be the reason and what to do about it, a line each.</summary>
    public IReadOnlyList<string> Hints { get; } = [.. hints];
}

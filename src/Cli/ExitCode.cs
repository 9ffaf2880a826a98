namespace Polymasq.Cli;

/// <summary>What polymasq leaves with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>No daemon answers.</summary>
    public const int NotReachable = 3;
}

using System.CommandLine;
using Polymasq.Cli.Commands;

namespace Polymasq.Cli;

/// <summary>All that polymasq understands: <c>polymasq NOUN VERB</c>.</summary>
internal static class PolymasqCommandLine
{
    public static RootCommand Create()
    {
        SharedOptions shared = new();
        return new RootCommand("Looks into a running polymasqd, and reads configuration files.")
        {
            shared.Socket,
            shared.Json,
            new Command("actor", "The actors inside the gateway") { ActorHierarchyCommand.Create(shared) },
            new Command("cache", "Cached DNS responses") { CacheStatsCommand.Create(shared), CacheShowCommand.Create(shared), CacheFlushCommand.Create(shared) },
            Cluster(shared),
            new Command("config", "The gateway's configuration") { ConfigCheckCommand.Create(shared) },
            new Command("dns", "What the gateway answers, and why") { DnsQueryCommand.Create(shared), DnsExplainCommand.Create(shared), DnsTailCommand.Create(shared) },
            HoconCommand.Create(),
            new Command("lease", "DHCP leases") { LeaseShowCommand.Create(shared), LeaseHistoryCommand.Create(shared), LeaseRevokeCommand.Create(shared) },
            new Command("log", "The gateway's log") { LogTailCommand.Create(shared), LogStatsCommand.Create(shared) },
            new Command("node", "The gateway's process") { NodeStatsCommand.Create(shared) },
            new Command("upstream", "Upstream DNS servers") { UpstreamShowCommand.Create(shared) },
        };
    }

    private static Command Cluster(SharedOptions shared)
    {
        Command cluster = new("cluster", "The gateways that work together") { ClusterShowCommand.Create(shared), ClusterStatusCommand.Create(shared) };
        foreach (Command change in ClusterChangeCommands.Create(shared)) cluster.Add(change);
        cluster.Add(ClusterTailCommand.Create(shared));
        return cluster;
    }

    /// <summary>Runs what the arguments say.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        ParseResult parsed = Create().Parse(args);
        InvocationConfiguration configuration = new() { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        foreach (string problem in Problems(parsed)) error.WriteLine($"polymasq: {problem}");
        error.WriteLine($"{Path(parsed.CommandResult.Command)} --help says what there is.");
        return ExitCode.Usage;
    }

    /// <summary>Of a noun or verb that is missing or unknown, the ones there are say more than the library's own words.</summary>
    private static IEnumerable<string> Problems(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0) return parsed.Errors.Select(static problem => problem.Message);
        string all = string.Join(", ", command.Subcommands.Select(static one => one.Name));
        string what = parsed.UnmatchedTokens is [string unknown, ..] ? $"there is no '{unknown}' here" : $"{Path(command)} needs to know what";
        return [$"{what}; there is {all}"];
    }

    private static string Path(Command command)
    {
        string[] parents = [.. command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name)];
        return command is RootCommand ? "polymasq" : string.Join(' ', ["polymasq", .. parents, command.Name]);
    }
}

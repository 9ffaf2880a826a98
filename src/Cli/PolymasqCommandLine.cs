using System.CommandLine;
using System.CommandLine.Parsing;
using Polymasq.Cli.Commands;

namespace Polymasq.Cli;

/// <summary>All that polymasq understands: <c>polymasq NOUN VERB</c>.</summary>
internal static class PolymasqCommandLine
{
    public static RootCommand Create() => new("Looks into a running polymasqd, and reads configuration files.")
    {
        HoconCommand.Create(),
    };

    /// <summary>Runs what the arguments say.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Create().Parse(args);
        if (parsed.Errors.Count == 0) return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
        foreach (ParseError problem in parsed.Errors) error.WriteLine($"polymasq: {problem.Message}");
        error.WriteLine($"{Path(parsed.CommandResult.Command)} --help says what there is.");
        return ExitCode.Usage;
    }

    private static string Path(Command command)
    {
        string[] parents = [.. command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name)];
        return command is RootCommand ? "polymasq" : string.Join(' ', ["polymasq", .. parents, command.Name]);
    }
}

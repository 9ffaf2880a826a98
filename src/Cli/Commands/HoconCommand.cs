using System.CommandLine;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq hocon FILE…</c>: what files resolve to, without a daemon.</summary>
internal static class HoconCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("FILE") { Description = "Files to read; each stands for itself", Arity = ArgumentArity.OneOrMore };
        Command command = new("hocon", "Print what HOCON files resolve to: one line of JSON for each, or ! and what is wrong") { files };
        command.SetAction(result => Run(result.GetValue(files)!, result.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(IEnumerable<string> files, TextWriter output)
    {
        int exitCode = ExitCode.Done;
        foreach (string file in files)
        {
            HoconLoader loader = new(Read, Environment.GetEnvironmentVariable);
            loader.AddFile(file);
            HoconResult result = loader.Resolve();
            if (!result.IsValid) exitCode = ExitCode.Failed;
            output.WriteLine(result.IsValid ? HoconJson.Render(result.Root!) : $"! {OneLine(string.Join("; ", result.Errors))}");
        }

        return exitCode;
    }

    // A message can quote what the file says, but a line stays a line.
    private static string OneLine(string message) => string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c));

    private static HoconFile Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) return HoconFile.Failed("it is a folder");
            return File.Exists(path) ? HoconFile.Found(File.ReadAllBytes(path)) : HoconFile.Missing;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return HoconFile.Failed(failure.Message);
        }
    }
}

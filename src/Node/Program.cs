using Polymasq.Node.Configuration;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Hosting;
using Polymasq.Node.Stores;

const int Done = 0;
const int Failed = 1;
const int Usage = 2;

if (CommandLine.Parse(args, out string wrong) is not { } command)
{
    Console.Error.WriteLine($"polymasqd: {wrong}\n\n{CommandLine.Usage}");
    return Usage;
}

if (command.Wanted != CommandLine.Print.Nothing)
{
    Console.Out.WriteLine(command.Wanted == CommandLine.Print.Help ? CommandLine.Usage : $"polymasqd {OwnGateway.Version}");
    return Done;
}

LoadedConfiguration loaded = ConfigurationLoader.Load(command);
foreach (string warning in loaded.Warnings) Console.Error.WriteLine($"warning: {warning}");
if (loaded.Settings is not { } settings)
{
    foreach (string error in loaded.Errors) Console.Error.WriteLine(error);
    Console.Error.WriteLine($"polymasqd: {(loaded.Errors.Count == 1 ? "1 error" : $"{loaded.Errors.Count} errors")} in the configuration, nothing was started");
    return Failed;
}

try
{
    if (!command.Check) return await Daemon.RunAsync(command, settings).ConfigureAwait(false);
    CheckCommand.Run(settings, Console.Out);
    return Done;
}
catch (Exception failure) when (failure is StoreRefusedException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"polymasqd: {failure.Message}");
    return Failed;
}

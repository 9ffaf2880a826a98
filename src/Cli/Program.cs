using Polymasq.Cli;

const int BrokenPipe = 32; // EPIPE

StreamWriter output = StandardOutput.Open();
try
{
    int exitCode = await PolymasqCommandLine.Run(args, output, Console.Error).ConfigureAwait(false);
    await output.FlushAsync().ConfigureAwait(false);
    return exitCode;
}
catch (IOException failure) when (failure.HResult == BrokenPipe)
{
    return ExitCode.Done; // who read us has seen enough
}
catch (Exception failure)
{
    await Console.Error.WriteLineAsync($"polymasq: {failure.Message}").ConfigureAwait(false);
    return ExitCode.Failed;
}

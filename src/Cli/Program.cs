using Polymasq.Cli;

StreamWriter output = StandardOutput.Open();
try
{
    int exitCode = await PolymasqCommandLine.Run(args, output, Console.Error).ConfigureAwait(false);
    await output.FlushAsync().ConfigureAwait(false);
    return exitCode;
}
catch (IOException)
{
    return ExitCode.Done; // who read us has seen enough
}

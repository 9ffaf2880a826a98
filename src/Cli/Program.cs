using Polymasq.Cli;

return PolymasqCommandLine.Run(args, Console.Out, Console.Error);

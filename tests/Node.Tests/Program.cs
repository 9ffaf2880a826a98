using Polymasq.Node.Tests.Stores;
using Xunit.Runner.InProc.SystemConsole;

// Some tests start this program once more, to be killed or to live with a full disk; otherwise it runs the tests.
return ChildProcess.TryPlay() ? 0 : await ConsoleRunner.Run(args);

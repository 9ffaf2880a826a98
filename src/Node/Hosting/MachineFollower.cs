using Microsoft.Extensions.Logging;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Node.Files;
using Polymasq.Node.Interfaces;
using Polymasq.Node.Sockets;

namespace Polymasq.Node.Hosting;

/// <summary>The thread that follows the machine: interfaces by rtnetlink and files by inotify. It sleeps until something changes.</summary>
internal sealed class MachineFollower : IDisposable
{
    private readonly ThreadDispatcher _thread;
    private readonly InterfaceMonitor _monitor;

    /// <param name="changed">Told each state of the interfaces, on this thread.</param>
    /// <exception cref="InvalidOperationException">The kernel refuses netlink or inotify; the message says which and why.</exception>
    public MachineFollower(Action<InterfaceSet> changed, TimeProvider time, ILoggerFactory logs)
    {
        EpollPoller poller = new(logs.CreateLogger("Polymasq.Sockets"));
        Files = FileWatcher.Start(poller, time, logs.CreateLogger("Polymasq.Files"), out NativeFailure noFiles)
            ?? throw new InvalidOperationException($"files cannot be watched: {noFiles}");
        _monitor = InterfaceMonitor.Start(poller, changed, logs.CreateLogger("Polymasq.Interfaces"), out NativeFailure noInterfaces)
            ?? throw new InvalidOperationException($"interfaces cannot be watched: {noInterfaces}");
        _thread = new ThreadDispatcher("follower", poller);
    }

    public FileWatcher Files { get; }

    public IInterfaceSource Interfaces => _monitor;

    public void Dispose()
    {
        _monitor.Dispose();
        Files.Dispose();
        _thread.Dispose();
    }

    /// <summary>Reads the interfaces once, without a thread: for --check.</summary>
    public static InterfaceSet ReadInterfaces(ILoggerFactory logs)
    {
        using EpollPoller poller = new(logs.CreateLogger("Polymasq.Sockets"));
        InterfaceSet? found = null;
        using InterfaceMonitor monitor = InterfaceMonitor.Start(poller, set => found = set, logs.CreateLogger("Polymasq.Interfaces"), out NativeFailure failure)
            ?? throw new InvalidOperationException($"interfaces cannot be read: {failure}");
        while (found is null) poller.Poll(-1);
        return found;
    }
}

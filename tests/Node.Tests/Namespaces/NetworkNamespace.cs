using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Polymasq.Node.Tests.Namespaces;

/// <summary>
/// A network of its own for a test: a thread that has left the machine's network namespace. Sockets made in <see cref="Run"/>
/// belong to it wherever they are used later. It is gone when the thread and the sockets are. Needs root; skips the test without.
/// </summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;
    private const int WaitMilliseconds = 60_000;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public NetworkNamespace()
    {
        _thread = new Thread(() =>
        {
            foreach (Action action in _work.GetConsumingEnumerable()) action();
        }) { IsBackground = true };
        _thread.Start();
        int error = Run(() => Unshare(NewNetwork) == 0 ? 0 : Marshal.GetLastPInvokeError());
        if (error != 0) Assert.Skip($"no network namespace can be made here: {Marshal.GetPInvokeErrorMessage(error)}");
        Ip("link set lo up");
        ThreadId = Run(GetTid);
    }

    /// <summary>What <c>ip link set … netns</c> takes to move a link into this namespace.</summary>
    public int ThreadId { get; }

    /// <summary>Runs on the namespace's thread and waits for it.</summary>
    public T Run<T>(Func<T> action)
    {
        if (Thread.CurrentThread == _thread) return action();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        Assert.True(Task.WaitAny([done.Task], WaitMilliseconds) == 0, "the namespace's thread does not answer");
        return done.Task.GetAwaiter().GetResult();
    }

    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>Runs iproute2's <c>ip</c> in the namespace; what it prints.</summary>
    public string Ip(string arguments) => Run(() =>
    {
        using Process process = Start("ip", arguments);
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"ip {arguments}: {errors}");
        return output;
    });

    /// <summary>Waits until frames pass: the kernel drops them for a moment after both ends are up.</summary>
    public void WaitForCarrier(string interfaceName) => Assert.True(
        SpinWait.SpinUntil(() => Ip($"-o link show dev {interfaceName}").Contains("state UP", StringComparison.Ordinal), WaitMilliseconds),
        $"{interfaceName} has no carrier");

    public int IndexOf(string interfaceName) => Run(() => (int)IfNameToIndex(interfaceName));

    /// <summary>Starts a program in the namespace; the caller ends it.</summary>
    public Process Spawn(string program, string arguments) => Run(() => Start(program, arguments));

    private static Process Start(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            Assert.Skip($"{program} cannot be run here: {failure.Message}");
            throw;
        }
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join(WaitMilliseconds);
        _work.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint IfNameToIndex(string name);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetTid();
}

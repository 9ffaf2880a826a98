using System.Diagnostics;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>A member of etcd. A shell stands between: when its input ends, as it does when this process ends in any way, it kills the member.</summary>
internal sealed class EtcdProcess(Uri client, DirectoryInfo folder, int number, string[] arguments) : IDisposable
{
    private const string Script = "log=$1; shift; /usr/bin/etcd \"$@\" >>$log 2>&1 </dev/null & echo $!; cat >/dev/null; kill -9 $!; wait $! 2>/dev/null";

    private readonly string _log = Path.Combine(folder.FullName, $"m{number}.log");
    private Process? _shell;
    private string _id = "";

    public Uri Client => client;

    public bool IsRunning => _shell is not null;

    public void Start()
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", Script, "sh", _log, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _shell = Process.Start(start)!;
        _id = _shell.StandardOutput.ReadLine()!;
    }

    public void Kill()
    {
        if (_shell is null) return;
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        _shell = null;
    }

    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/kill", [$"-{name}", _id]);
        kill.WaitForExit();
    }

    public string Log() => File.Exists(_log) ? File.ReadAllText(_log) : "";

    public void Dispose() => Kill();
}

using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Polymasq.Node.Configuration;
using Polymasq.Node.Control;
using Polymasq.Node.Logging;

namespace Polymasq.Node.Hosting;

/// <summary>The daemon's life from the first socket to the last: signals, readiness, and how it ended.</summary>
internal static class Daemon
{
    private static readonly TimeSpan ReadyStep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(5); // then the log says what is missing

    /// <returns>The exit code: 0 after a signal, 1 when an actor's failure ended it.</returns>
    public static async Task<int> RunAsync(CommandLine command, NodeSettings settings)
    {
        long begin = TimeProvider.System.GetTimestamp();
        TimeProvider protocol = command.TestClock is { } clock ? new FileClock(clock) : TimeProvider.System;
        using LogPipeline logs = new(settings.Log.Level, FormatOf(settings.Log.Format), Console.OpenStandardError(), TimeProvider.System);
        using LoggerFactory factory = new([logs]);
        ILogger log = factory.CreateLogger("Polymasq.Host");
        TaskCompletionSource<string> signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        NodeHost host = new(command, settings, protocol, factory);
        using PosixSignalRegistration term = StopOn(PosixSignal.SIGTERM, "SIGTERM", signal);
        using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, "SIGINT", signal);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            host.Reload();
            logs.Level = host.Settings.Log.Level;
        });

        Task ready = BecomeReadyAsync(host, begin, log, signal.Task);
        await using ControlServer? control = ControlPart.Create(host, logs, protocol, factory);
        if (control is not null) await StartControlAsync(control, log).ConfigureAwait(false);
        Task ended = await Task.WhenAny(signal.Task, host.System.Ended).ConfigureAwait(false);
        begin = TimeProvider.System.GetTimestamp();
        ServiceManager.Stopping();
        Exception? failure = ended == host.System.Ended ? await host.System.Ended.ConfigureAwait(false) : null;
        if (failure is null) HostLog.Stopping(log, await signal.Task.ConfigureAwait(false));
        else HostLog.Failed(log, failure);
        signal.TrySetResult("");
        await ready.ConfigureAwait(false);
        await host.DisposeAsync().ConfigureAwait(false);
        HostLog.Stopped(log, Milliseconds(begin));
        return failure is null ? 0 : 1;
    }

    /// <summary>Last of all, so that no client waits for it. A gateway that cannot be commanded still serves.</summary>
    private static async Task StartControlAsync(ControlServer control, ILogger log)
    {
        try
        {
            await control.Start(CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            HostLog.NoControl(log, failure.Message);
        }
    }

    private static PosixSignalRegistration StopOn(PosixSignal which, string name, TaskCompletionSource<string> signal) =>
        PosixSignalRegistration.Create(which, context =>
        {
            context.Cancel = true; // we end ourselves, in order
            signal.TrySetResult(name);
        });

    private static async Task BecomeReadyAsync(NodeHost host, long begin, ILogger log, Task stop)
    {
        using PeriodicTimer timer = new(ReadyStep);
        bool isTold = false;
        while (!stop.IsCompleted)
        {
            try
            {
                string[] missing = [.. await host.Readiness.MissingAsync().ConfigureAwait(false)];
                if (missing.Length == 0)
                {
                    HostLog.Ready(log, Milliseconds(begin));
                    ServiceManager.Ready();
                    return;
                }

                if (!isTold && TimeProvider.System.GetElapsedTime(begin) > ReadyPatience) HostLog.NotReady(log, string.Join(", ", missing));
                isTold |= TimeProvider.System.GetElapsedTime(begin) > ReadyPatience;
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException)
            {
                // An actor is being restarted: asked again in a moment.
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }

    private static long Milliseconds(long since) => (long)TimeProvider.System.GetElapsedTime(since).TotalMilliseconds;

    private static LogLineFormat FormatOf(LogFormat format) => format == LogFormat.Json ? LogLineFormat.Json : LogPipeline.TextFormat();
}

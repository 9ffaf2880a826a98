using System.Diagnostics;
using Polymasq.Node.Telemetry;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>node stats</c>: what the process uses, and how long the garbage collector has stopped it.</summary>
internal sealed class NodeStatsCommand(CollectionPauses pauses) : IControlCommand
{
    public string Noun => "node";

    public string Verb => "stats";

    public IReadOnlyList<string> Parameters => [];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation) =>
        Task.FromResult(ControlReply.Of(Report(), ControlJson.Default.NodeStats));

    private NodeStats Report()
    {
        using Process process = Process.GetCurrentProcess();
        return new NodeStats
        {
            Version = OwnGateway.Version,
            UptimeSeconds = (DateTime.Now - process.StartTime).TotalSeconds,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
            Threads = process.Threads.Count,
            MemoryBytes = process.WorkingSet64,
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            Collections = Collections(),
            Pauses = Pauses(),
        };
    }

    // The runtime counts a collection for each generation in it.
    private static int[] Collections() =>
        [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(static generation => GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0))];

    private PauseReport Pauses()
    {
        PauseSummary summary = pauses.Summary();
        return new PauseReport
        {
            TotalMilliseconds = summary.Total.TotalMilliseconds,
            LongestMilliseconds = summary.Longest.TotalMilliseconds,
            UnseenMilliseconds = summary.Unseen.TotalMilliseconds,
            Recent = [.. summary.Recent.Select(static pause => new PauseInfo(pause.Collection, pause.Generation, pause.Length.TotalMilliseconds))],
        };
    }
}

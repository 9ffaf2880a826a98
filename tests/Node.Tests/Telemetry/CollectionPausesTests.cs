using Polymasq.Node.Control.Commands;
using Polymasq.Node.Telemetry;
using Polymasq.Node.Tests.Control;

namespace Polymasq.Node.Tests.Telemetry;

public sealed class CollectionPausesTests
{
    [Fact]
    public void A_collection_is_seen_when_somebody_asks()
    {
        CollectionPauses pauses = CollectionPauses.Start();
        long before = Newest(pauses);
        GC.Collect();
        PauseSummary summary = pauses.Summary();

        Assert.Contains(summary.Recent, pause => pause.Collection > before && pause.Generation == GC.MaxGeneration && pause.Length > TimeSpan.Zero);
        Assert.True(summary.Longest >= summary.Recent.Max(static pause => pause.Length));
        Assert.True(summary.Total >= summary.Longest);
    }

    // Nobody asks between the collections, and of each kind the runtime remembers the last alone.
    [Fact]
    public void Each_of_several_collections_is_seen()
    {
        CollectionPauses pauses = CollectionPauses.Start();
        long before = Newest(pauses);
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(pauses.Summary().Recent.Select(static pause => pause.Collection).Where(number => number > before).Distinct().Count(), 3, int.MaxValue);
    }

    [Fact]
    public void No_more_than_a_number_of_them_is_remembered()
    {
        CollectionPauses pauses = CollectionPauses.Start();
        for (int i = 0; i < CollectionPauses.RecentMax + 10; i++)
        {
            GC.Collect(0);
            pauses.Summary();
        }

        Assert.Equal(CollectionPauses.RecentMax, pauses.Summary().Recent.Count);
    }

    [Fact]
    public async Task Node_stats_tells_what_the_process_uses()
    {
        GC.Collect();
        await using ControlFixture control = await ControlFixture.Start(new NodeStatsCommand(CollectionPauses.Start()));
        CliResult result = await control.Cli("node", "stats");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^version \S+ \| up .+ \| processor [\d,]+\.\d s \| threads \d+ \| memory .+ [MG]iB \| heap .+ [MG]iB$", result.Lines[0]);
        Assert.Matches(
            @"^collections of generation 0: [\d,]+ \| collections of generation 1: [\d,]+ \| collections of generation 2: [\d,]+ \| paused [\d.]+ ms \| longest [\d.]+ ms$",
            result.Lines[1]);
        Assert.Contains("\"longestMilliseconds\":", (await control.Cli("--json", "node", "stats")).Output, StringComparison.Ordinal);
    }

    private static long Newest(CollectionPauses pauses) => pauses.Summary().Recent.Select(static pause => pause.Collection).DefaultIfEmpty().Max();
}

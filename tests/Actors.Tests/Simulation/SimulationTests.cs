using System.Globalization;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>Gateways with all their actors, clients, a store and everything that can go wrong between them, seed by seed.</summary>
public class SimulationTests(ITestOutputHelper output)
{
    private const int SeedsOfItself = 50;
    private const int SeedsForAll = 2000; // so many that everything has happened often

    // ./test.sh and ./sim.sh set these.
    private static readonly int From = Setting("POLYMASQ_SIM_FROM", 1);
    private static readonly int Seeds = Setting("POLYMASQ_SIM_SEEDS", SeedsOfItself);
    private static readonly int One = Setting("POLYMASQ_SIM_SEED", 0);

    [Fact]
    public void Every_seed_keeps_the_invariants_and_the_interesting_things_happen()
    {
        if (One > 0) Assert.Skip("one seed is looked at");
        long begin = TimeProvider.System.GetTimestamp();
        (IReadOnlyList<SimulationResult> failed, SimulationCounts counts) = SeedRunner.Play(From, Seeds);
        double seconds = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        output.WriteLine($"{Seeds} seeds in {seconds:f1} s: {counts}");
        foreach (SimulationResult one in failed.Take(10))
            output.WriteLine($"seed {one.Seed}: {one.Violations[0]} ({SeedRunner.HowToReplay(one.Seed)})");
        Assert.True(failed.Count == 0, string.Join('\n', failed.Take(10).Select(one => $"{one.Violations[0]}, replay with {SeedRunner.HowToReplay(one.Seed)}").Prepend($"{failed.Count} of {Seeds} seeds fail:")));
        if (Seeds >= SeedsForAll) AssertMuchHappened(counts);
    }

    [Fact]
    public void One_seed_is_played_and_its_trace_shown()
    {
        if (One == 0) Assert.Skip("./sim.sh --seed N shows a seed");
        SimulationResult result = new SimulationRun(One).Run();
        foreach (string line in result.Trace.Lines) output.WriteLine(line);
        foreach (Violation violation in result.Violations) output.WriteLine($"VIOLATION {violation}");
        output.WriteLine($"trace {result.Trace.Hash}; {result.Counts}");
        Assert.Empty(result.Violations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    public void The_same_seed_is_the_same_run(int seed)
    {
        SimulationResult first = new SimulationRun(seed).Run();
        SimulationResult second = new SimulationRun(seed).Run();
        Assert.Equal(first.Trace.Lines, second.Trace.Lines);
        Assert.Equal(first.Trace.Hash, second.Trace.Hash);
        Assert.NotEqual(first.Trace.Hash, new SimulationRun(seed + 1).Run().Trace.Hash);
    }

    private static void AssertMuchHappened(SimulationCounts counts)
    {
        string[] interesting =
        [
            "unknown outcomes", "conflicts", "refused calls", "watches compacted", "stand-in ACKs", "degraded ACKs", "crashes",
            "crashes between commit and answer", "Drain faults", "Pause faults", "NoQuorum faults", "Naks", "Renewing", "Rebinding", "Rebooting",
        ];
        foreach (string what in interesting) Assert.True(counts[what] >= 50, $"{what}: only {counts[what]} in all seeds");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}

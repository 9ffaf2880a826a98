using System.Collections.Concurrent;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>Plays many seeds, several at a time; each is a world of its own.</summary>
internal static class SeedRunner
{
    /// <summary>Plays the seeds; results of those that failed, lowest seed first, and what happened in all of them.</summary>
    public static (IReadOnlyList<SimulationResult> Failed, SimulationCounts Counts) Play(int from, int count)
    {
        ConcurrentBag<SimulationResult> failed = [];
        SimulationCounts all = new();
        Parallel.For(from, from + count, seed =>
        {
            SimulationResult result = Play(seed);
            if (result.Violations.Count > 0) failed.Add(result);
            lock (all) all.Add(result.Counts);
        });
        return ([.. failed.OrderBy(result => result.Seed)], all);
    }

    /// <summary>The first seed that finds a mistake, and what it found; null when none of them does.</summary>
    public static SimulationResult? Find(int from, int count, Func<Sabotage> mistake, Invariant invariant)
    {
        for (int seed = from; seed < from + count; seed++)
        {
            SimulationResult result = new SimulationRun(seed, mistake()).Run();
            if (result.Violations.Any(violation => violation.Invariant == invariant)) return result;
        }

        return null;
    }

    public static string HowToReplay(int seed) => $"./sim.sh --seed {seed}";

    private static SimulationResult Play(int seed)
    {
        try
        {
            return new SimulationRun(seed).Run();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Trace trace = new();
            trace.Add(TimeSpan.Zero, failure.ToString());
            return new SimulationResult(seed, [new Violation(Invariant.None, TimeSpan.Zero, $"the run itself failed: {failure.Message}")], trace, new SimulationCounts());
        }
    }
}

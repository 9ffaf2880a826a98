namespace Polymasq.Actors.Tests.Simulation;

/// <summary>How often the things happened that runs are made for.</summary>
internal sealed class SimulationCounts
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Add(string what, long times = 1) => _counts[what] = this[what] + times;

    public void Add(SimulationCounts others)
    {
        foreach ((string what, long times) in others._counts) Add(what, times);
    }

    public override string ToString() => string.Join(", ", _counts.Select(pair => $"{pair.Key} {pair.Value}"));
}

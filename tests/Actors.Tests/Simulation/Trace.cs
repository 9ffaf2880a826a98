using System.Globalization;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>What happened in a run, line by line, with a hash that is the same for the same run in any process.</summary>
internal sealed class Trace
{
    private readonly List<string> _lines = [];
    private ulong _hash = 14695981039346656037; // FNV-1a

    public IReadOnlyList<string> Lines => _lines;

    public string Hash => _hash.ToString("x16", CultureInfo.InvariantCulture);

    public void Add(TimeSpan at, string what)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,10:f3} {what}");
        foreach (char c in line) _hash = (_hash ^ c) * 1099511628211;
        _lines.Add(line);
    }
}

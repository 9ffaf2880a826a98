namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>node stats</c>: what the process uses. Counts are since the start.</summary>
public sealed record NodeStats
{
    public required string Version { get; init; }

    public required double UptimeSeconds { get; init; }

    /// <summary>Processor time, all threads.</summary>
    public required double CpuSeconds { get; init; }

    public required int Threads { get; init; }

    /// <summary>Resident memory.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Of this what the garbage collector has; the caches are in it.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>Collections by the oldest generation that they collected: 0, 1, 2.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    public required PauseReport Pauses { get; init; }
}

/// <summary>Times in which the garbage collector stopped all threads: no answer leaves meanwhile.</summary>
public sealed record PauseReport
{
    /// <summary>All together.</summary>
    public required double TotalMilliseconds { get; init; }

    public required double LongestMilliseconds { get; init; }

    /// <summary>The part of the total that was not measured pause by pause; none of these was longer.</summary>
    public required double UnseenMilliseconds { get; init; }

    /// <summary>The last 64, the newest last.</summary>
    public required IReadOnlyList<PauseInfo> Recent { get; init; }
}

/// <summary>One pause.</summary>
/// <param name="Collection">The number of the collection; one in the background pauses twice.</param>
/// <param name="Generation">The oldest generation that it collected.</param>
/// <param name="Milliseconds">How long.</param>
public sealed record PauseInfo(long Collection, int Generation, double Milliseconds);

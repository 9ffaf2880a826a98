using System.Text.Json;

namespace Polymasq.Protocols.Control;

/// <summary>One line of <c>log tail</c>. A line with only <see cref="Lost"/> says that the reader was too slow for so many.</summary>
public sealed record LogLine
{
    public DateTimeOffset? Time { get; init; }

    /// <summary>trace, debug, info, warn, error or fatal.</summary>
    public string? Level { get; init; }

    /// <summary>The part of the gateway that says it, as in <c>leases</c>.</summary>
    public string? Category { get; init; }

    /// <summary>The message's fixed number; null for messages without one.</summary>
    public int? Event { get; init; }

    /// <summary>The message, values filled in.</summary>
    public string? Message { get; init; }

    /// <summary>The values by name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    /// <summary>What failed, with its stack.</summary>
    public string? Exception { get; init; }

    /// <summary>Lines that are missing here; null for none.</summary>
    public long? Lost { get; init; }
}

/// <summary>The answer to <c>log stats</c>.</summary>
/// <param name="Level">The least that is logged.</param>
/// <param name="Queries">Each DNS query is logged.</param>
/// <param name="Lost">Lines that standard error was too slow for, since the start.</param>
/// <param name="Followers">Those who follow the log now.</param>
public sealed record LogStats(string Level, bool Queries, long Lost, int Followers);

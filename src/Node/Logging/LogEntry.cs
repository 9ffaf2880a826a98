using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Logging;

/// <summary>One thing that was logged. Immutable: the writer's thread and those who follow the log share it.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Category">The part that says it, in a word: see <see cref="LogCategory"/>.</param>
/// <param name="Event">Its fixed number; 0 for messages that have none.</param>
/// <param name="Message">As a sentence, values filled in; at most <see cref="MessageMax"/> characters.</param>
/// <param name="Values">The values by name.</param>
/// <param name="Exception">What failed, with its stack, or null.</param>
internal sealed record LogEntry(
    DateTimeOffset Time,
    LogLevel Level,
    string Category,
    int Event,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Values,
    string? Exception)
{
    /// <summary>Characters. What clients send may be part of a message, so its length has an end.</summary>
    public const int MessageMax = 4096;

    /// <summary>The level as operators write it in <c>log.level</c>.</summary>
    public string LevelName => NameOf(Level);

    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        _ => "none",
    };
}

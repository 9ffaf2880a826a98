using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polymasq.Node.Logging;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>log tail</c>: the last lines, then each new one.</summary>
internal sealed class LogTailCommand(LogRing ring) : IControlCommand
{
    private const int LastDefault = 20;
    private const int LastMax = 1000;
    private const int Room = 1000;

    public string Noun => "log";

    public string Verb => "tail";

    public IReadOnlyList<string> Parameters => ["last", "level", "follow"];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        int last = arguments.Number("last", LastDefault, 0, LastMax);
        LogLevel level = arguments.Parsed<LogLevel>("level", TryParseLevel, "level: trace, debug, info, warn, error or fatal");
        bool follow = arguments.Flag("follow", otherwise: true);
        return Task.FromResult(ControlReply.Lines(Lines(last, level, follow, cancellation), ControlJson.Default.LogLine));
    }

    // Fewer than the last lines come out when some of them are below the level: the past is not searched for more.
    private async IAsyncEnumerable<LogLine> Lines(int last, LogLevel level, bool follow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!follow)
        {
            foreach (LogEntry entry in ring.Last(last).Where(entry => entry.Level >= level)) yield return LineOf(entry);
            yield break;
        }

        using LogSubscription subscription = ring.Follow(last, Room);
        await foreach (LogEntry entry in subscription.Entries.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            if (entry.Level >= level) yield return LineOf(entry);
            if (subscription.Entries.Count == 0 && subscription.TakeLost() is long lost and > 0) yield return new LogLine { Lost = lost };
        }
    }

    private static LogLine LineOf(LogEntry entry) => new()
    {
        Time = entry.Time,
        Level = entry.LevelName,
        Category = entry.Category,
        Event = entry.Event == 0 ? null : entry.Event,
        Message = entry.Message,
        Values = ValuesOf(entry),
        Exception = entry.Exception,
    };

    private static Dictionary<string, JsonElement>? ValuesOf(LogEntry entry)
    {
        if (entry.Values.Count == 0) return null;
        Dictionary<string, JsonElement> values = [];
        foreach ((string name, object? value) in entry.Values) values[JsonNamingPolicy.CamelCase.ConvertName(name)] = ElementOf(value);
        return values;
    }

    private static JsonElement ElementOf(object? value) => value switch
    {
        null => JsonElement.Parse("null"u8),
        bool truth => JsonElement.Parse(truth ? "true"u8 : "false"u8),
        byte or sbyte or short or ushort or int or uint or long or ulong => JsonElement.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        _ => JsonElement.Parse($"\"{JsonEncodedText.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\""),
    };

    private static bool TryParseLevel(ReadOnlySpan<char> text, out LogLevel level)
    {
        for (level = LogLevel.Trace; level < LogLevel.None; level++)
            if (text.SequenceEqual(LogEntry.NameOf(level))) return true;
        return false;
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Polymasq.Node.Control;

/// <summary>A command's arguments, read as what they should be; what is not is refused with its name and what is allowed.</summary>
internal sealed class ControlArguments
{
    private const long AgoSecondsMax = 50L * 366 * 86_400; // no history is older, and no clock begins later

    private readonly IQueryCollection _query;

    /// <exception cref="ControlException">An argument that the command does not know, or one given twice.</exception>
    public ControlArguments(IControlCommand command, IQueryCollection query)
    {
        _query = query;
        foreach ((string name, StringValues values) in query)
        {
            if (!command.Parameters.Contains(name)) throw ControlException.BadArgument($"{command.Noun} {command.Verb} has no argument '{name}'", Known(command));
            if (values.Count > 1) throw ControlException.BadArgument($"'{name}' is given twice");
        }
    }

    /// <summary>A word, or null when it is not given.</summary>
    public string? Text(string name) => _query[name] is { Count: 1 } values && values[0] is { Length: > 0 } text ? text : null;

    public bool Flag(string name, bool otherwise = false) => Text(name) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        string text => throw ControlException.BadArgument($"{name}: '{text}' is neither true nor false"),
    };

    public int Number(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text) return otherwise;
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max;
        return isNumber ? number : throw ControlException.BadArgument($"{name}: '{text}' is no whole number from {min} to {max}");
    }

    /// <summary>A moment, as in 2026-11-21T09:00:00Z, or how long ago, as in 90s, 15m, 2h, 7d.</summary>
    public DateTimeOffset? Moment(string name, DateTimeOffset now)
    {
        if (Text(name) is not { } text) return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (TryAgo(text, out TimeSpan ago)) return now - ago;
        if (text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset moment)) return moment;
        throw ControlException.BadArgument($"{name}: '{text}' is no time", "write 2026-11-21T09:00:00Z, or how long ago: 90s, 15m, 2h, 7d");
    }

    /// <summary>What <paramref name="parse"/> makes of the text; the default value when the argument is not given.</summary>
    public T? Parsed<T>(string name, TryParse<T> parse, string allowed)
    {
        if (Text(name) is not { } text) return default;
        return parse(text, out T? value) ? value : throw ControlException.BadArgument($"{name}: '{text}' is no {allowed}");
    }

    private static bool TryAgo(string text, out TimeSpan ago)
    {
        int unitSeconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        bool isAgo = uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
            && unitSeconds > 0 && (long)count * unitSeconds <= AgoSecondsMax;
        ago = isAgo ? TimeSpan.FromSeconds((long)count * unitSeconds) : default;
        return isAgo;
    }

    private static string Known(IControlCommand command) =>
        command.Parameters.Count == 0 ? "it takes none" : $"it takes {string.Join(", ", command.Parameters)}";

    internal delegate bool TryParse<T>(ReadOnlySpan<char> text, out T? value);
}

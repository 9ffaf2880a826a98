using Polymasq.Protocols.Hocon;

namespace Polymasq.Node.Configuration;

/// <summary>All that is wrong with a configuration, so that an operator mends it in one go.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<(HoconOrigin Origin, string Text)> _errors = [];
    private readonly List<string> _warnings = [];

    public bool IsEmpty => _errors.Count == 0;

    /// <summary>One line each, in the order of the files' lines.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. _errors.OrderBy(error => error.Origin.Source, StringComparer.Ordinal).ThenBy(error => error.Origin.Line).ThenBy(error => error.Origin.Column)
            .Select(error => error.Text).Distinct(),
    ];

    /// <summary>What is allowed, but not what somebody is likely to want.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public void Warn(HoconOrigin origin, string key, string what) => _warnings.Add($"{origin} {key}: {what}");

    /// <param name="origin">Where it was written.</param>
    /// <param name="key">The whole key, below polymasq.</param>
    /// <param name="what">What is wrong and what is allowed.</param>
    public void Add(HoconOrigin origin, string key, string what) => _errors.Add((origin, $"{origin} {key}: {what}"));

    /// <summary>What the HOCON reader found: it knows no keys.</summary>
    public void Add(HoconError error) => _errors.Add((error.Origin, error.ToString()));
}

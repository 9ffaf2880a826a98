using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;

namespace Polymasq.Actors.Listeners;

/// <summary>Which interfaces the settings mean by name.</summary>
internal static class InterfaceFilter
{
    public static bool Serves(ListenSettings settings, InterfaceInfo candidate)
    {
        if (MatchesAny(settings.ExceptInterfaces, candidate.Name)) return false;
        if (!settings.Interfaces.IsEmpty) return MatchesAny(settings.Interfaces, candidate.Name);
        return settings.Addresses.IsEmpty;
    }

    /// <summary>A name, or with a <c>*</c> at its end all names that begin so: dnsmasq's rule.</summary>
    public static bool Matches(string pattern, string name) => pattern.EndsWith('*')
        ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
        : string.Equals(pattern, name, StringComparison.Ordinal);

    private static bool MatchesAny(ImmutableArray<string> patterns, string name)
    {
        foreach (string pattern in patterns)
        {
            if (Matches(pattern, name)) return true;
        }

        return false;
    }
}

namespace Polymasq.Protocols.Hocon;

/// <summary>What a configuration may cost. Far above any real one, low enough that a hostile one ends in an error and not in a crash.</summary>
public static class HoconLimits
{
    /// <summary>Objects and lists inside each other; each element of a path in a key counts.</summary>
    public const int DepthMax = 200;

    /// <summary>Substitutions that lead to substitutions, and values inside each other while they are resolved.</summary>
    public const int ResolveDepthMax = 500;

    /// <summary>How often values may be visited again while resolving, so that a few lines can't ask for an exponential number of visits.</summary>
    public const int ResolveRepeatsMax = 500_000;

    /// <summary>Characters and values in the resolved tree, each use of a substitution counted.</summary>
    public const long ResolvedSizeMax = 16L << 20;

    /// <summary>Bytes of all files of one configuration together.</summary>
    public const int FilesSizeMax = 64 << 20;

    /// <summary>Files read for one configuration.</summary>
    public const int FilesMax = 1000;

    /// <summary>Includes inside each other.</summary>
    public const int IncludeDepthMax = 50;

    /// <summary>Errors reported at once.</summary>
    public const int ErrorsMax = 50;
}

namespace Polymasq.Protocols.Hocon;

internal enum HoconIncludeKind : byte { Name, File, Url, Classpath }

/// <summary>An include statement.</summary>
internal sealed record HoconInclude(HoconOrigin Origin, string Name, HoconIncludeKind Kind, bool IsRequired);

/// <summary>Where in the configuration a text's root comes to stand. Inside a list no path leads there: the prefix is empty.</summary>
internal sealed record HoconPlace(string[] Prefix, bool IsInList)
{
    public static HoconPlace Root { get; } = new([], false);
}

/// <summary>Fetches what an include names.</summary>
internal interface IHoconIncluder
{
    /// <summary>The included root object; null when there is nothing to include, or an error was reported.</summary>
    ObjectNode? Include(HoconInclude include, HoconPlace place);
}

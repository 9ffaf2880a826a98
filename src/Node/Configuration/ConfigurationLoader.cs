using System.Reflection;
using System.Text;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Node.Configuration;

/// <summary>What a configuration came to: settings, or all that is wrong with it.</summary>
internal sealed record LoadedConfiguration(NodeSettings? Settings, IReadOnlyList<string> Errors)
{
    /// <summary>What is allowed, but not what somebody is likely to want.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>
/// Reads reference.conf, over it the configuration file and the files of conf.d beside it in the order of their names, over
/// those the command line's <c>--set</c>; resolves the whole and turns it into settings.
/// </summary>
internal static class ConfigurationLoader
{
    /// <summary>What is read when no <c>--config</c> is given. It may be missing: then the defaults serve.</summary>
    public const string DefaultFile = "/etc/polymasq/polymasq.conf";

    private const string Root = "polymasq";

    public static LoadedConfiguration Load(CommandLine command)
    {
        HoconLoader loader = new(ReadFile, Environment.GetEnvironmentVariable);
        loader.AddText(Reference(), "reference.conf");
        foreach (string file in Files(command.ConfigFile)) loader.AddFile(file);
        foreach ((string key, string value) in command.Overrides) loader.AddSetting($"{Root}.{key}", Quoted(value), "--set");
        return Read(loader.Resolve(), readsFiles: true);
    }

    /// <summary>Reads one text over reference.conf, for tests and for the examples in our own documents.</summary>
    public static LoadedConfiguration LoadText(string text, string source, bool readsFiles = false)
    {
        HoconLoader loader = new(ReadFile, static _ => null);
        loader.AddText(Reference(), "reference.conf");
        loader.AddText(text, source);
        return Read(loader.Resolve(), readsFiles);
    }

    /// <summary>Every key, its meaning and its default.</summary>
    public static string Reference()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("reference.conf")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// What the shell has left of a value: nothing means an empty text, and in a text # and // belong to servers
    /// (192.0.2.53#5353, https://…) and do not begin a comment.
    /// </summary>
    private static string Quoted(string value) =>
        value.Length == 0 || (value[0] is not ('[' or '{' or '"') && (value.Contains('#') || value.Contains("//", StringComparison.Ordinal)))
            ? $"\"{value}\""
            : value;

    private static LoadedConfiguration Read(HoconResult result, bool readsFiles)
    {
        ConfigurationErrors errors = new();
        foreach (HoconError error in result.Errors) errors.Add(error);
        HoconObject? root = result.Root as HoconObject;
        HoconObject? tree = BlockOf(root);
        NodeSettings settings = SettingsReader.Read(new ConfigurationSection(tree, "", errors), readsFiles);
        if (root is not null) RefuseSlips(root, tree, errors);
        return new LoadedConfiguration(errors.IsEmpty ? settings : null, errors.Lines) { Warnings = errors.Warnings };
    }

    private static HoconObject? BlockOf(HoconObject? root) =>
        root is not null && root.Members.TryGetValue(Root, out HoconMember? member) ? member.Value as HoconObject : null;

    // Other root keys are free, for substitutions to refer to. But what looks like a slip would silently do nothing.
    private static void RefuseSlips(HoconObject root, HoconObject? tree, ConfigurationErrors errors)
    {
        foreach ((string key, HoconMember member) in root.Members)
        {
            if (key == Root && tree is null) errors.Add(member.KeyOrigin, key, "is not a block { … }");
            else if (key != Root && tree?.Members.ContainsKey(key) == true) errors.Add(member.KeyOrigin, key, $"stands outside of the block {Root}; did you mean {Root}.{key}?");
            else if (key != Root && NearestKey.Of(key, [Root]) is not null) errors.Add(member.KeyOrigin, key, $"there is no such key; did you mean {Root}?");
        }
    }

    private static IEnumerable<string> Files(string? given)
    {
        string main = given ?? DefaultFile;
        if (given is not null || File.Exists(main)) yield return main;
        if (given is not null) yield break; // conf.d belongs to the system's own file
        string folder = Path.Combine(Path.GetDirectoryName(main)!, "conf.d");
        if (!Directory.Exists(folder)) yield break;
        foreach (string file in Directory.GetFiles(folder, "*.conf").Order(StringComparer.Ordinal)) yield return file;
    }

    private static HoconFile ReadFile(string path)
    {
        try
        {
            return HoconFile.Found(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return HoconFile.Missing;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return HoconFile.Failed(failure.Message);
        }
    }
}

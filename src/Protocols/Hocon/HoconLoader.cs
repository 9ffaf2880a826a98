namespace Polymasq.Protocols.Hocon;

/// <summary>
/// Reads a configuration from any number of texts, each laid over those before it, and resolves the whole: substitutions see what
/// all of them assigned. Nothing here throws on what a text holds; errors are collected with their places.
/// </summary>
public sealed class HoconLoader(HoconFileReader readFile, HoconEnvironment environment)
{
    private readonly HoconErrors _errors = new();
    private readonly List<HoconNode> _documents = [];
    private HoconIncluder? _includer;

    private HoconIncluder Includer => _includer ??= new HoconIncluder(readFile, _errors);

    /// <summary>Adds a file that must be there.</summary>
    public void AddFile(string path)
    {
        if (Includer.ReadFile(path, new HoconOrigin(path, 0, 0)) is { } document) _documents.Add(document);
    }

    /// <summary>Adds a text. Includes in it are relative to the folder of <paramref name="source"/>, if that is a path.</summary>
    public void AddText(string text, string source) =>
        _documents.Add(new HoconParser(new HoconScanner(text, source), _errors, HoconPlace.Root, Includer.Beside(source)).ParseDocument());

    /// <summary>
    /// Adds one assignment, as from a command line: a path expression and a value. What begins like plain text but isn't readable as
    /// HOCON is taken literally, because the shell has eaten its quotes (an address with a port, say).
    /// </summary>
    public void AddSetting(string path, string value, string source)
    {
        HoconErrors errors = new();
        HoconNode document = ParseSetting(path, value, source, errors);
        if (errors.All.Count > 0 && value.Length > 0 && char.IsLetterOrDigit(value[0]))
        {
            errors = new HoconErrors();
            document = ParseSetting(path, HoconPath.Quote(value), source, errors);
        }

        foreach (HoconError error in errors.All) _errors.Add(error.Origin, error.Message);
        _documents.Add(document);
    }

    private HoconNode ParseSetting(string path, string value, string source, HoconErrors errors)
    {
        HoconScanner scanner = new($"{path} : {value}", source, isSetting: true);
        return new HoconParser(scanner, errors, HoconPlace.Root, Includer.Beside("")).ParseDocument();
    }

    /// <summary>
    /// Resolves all that was added. A configuration with more than one text must have objects as roots. After syntax errors,
    /// substitutions are not complained about: what they look for may have been in a line that could not be read.
    /// </summary>
    public HoconResult Resolve()
    {
        HoconNode root = _documents.Count == 1 ? _documents[0] : MergeAll();
        HoconValue? value = new HoconResolver(root as ObjectNode, environment, _errors.All.Count == 0 ? _errors : new HoconErrors()).ResolveRoot(root);
        return new HoconResult(value, _errors.All);
    }

    private ObjectNode MergeAll()
    {
        ObjectNode merged = new(new HoconOrigin("", 0, 0));
        foreach (HoconNode document in _documents)
        {
            if (document is ObjectNode obj) merged.Merge(obj);
            else _errors.Add(document.Origin, "the root must be an object here, because it is merged with other files");
        }

        return merged;
    }
}

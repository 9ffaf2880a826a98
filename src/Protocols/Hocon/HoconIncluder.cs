using System.Text;
using System.Text.Unicode;

namespace Polymasq.Protocols.Hocon;

/// <summary>Reads files and what they include. Bounded in files, bytes and nesting.</summary>
internal sealed class HoconIncluder(HoconFileReader readFile, HoconErrors errors) : IHoconIncluder
{
    private readonly List<string> _open = []; // files being read, the including before the included
    private string _folder = "";
    private int _fileCount;
    private long _size;

    /// <summary>The same includer, for a text that belongs beside a path.</summary>
    public HoconIncluder Beside(string path)
    {
        _folder = FolderOf(path);
        return this;
    }

    public HoconNode? ReadFile(string path, HoconOrigin origin)
    {
        HoconFile file = readFile(path);
        if (file.Status != HoconFileStatus.Found)
        {
            errors.Add(origin, file.Status == HoconFileStatus.Missing ? $"there is no file {path}" : $"can't read {path}: {file.Problem}");
            return null;
        }

        return Parse(path, file, origin, HoconPlace.Root);
    }

    public ObjectNode? Include(HoconInclude include, HoconPlace place)
    {
        if (include.Kind is HoconIncludeKind.Url or HoconIncludeKind.Classpath || include.Name.Contains("://", StringComparison.Ordinal))
        {
            errors.Add(include.Origin, "only files can be included: there is no class path here, and nothing is fetched from the network");
            return null;
        }

        // HOCON "File formats and extensions": a name without one stands for all of them, HOCON last.
        string path = Path.Combine(_folder, include.Name);
        string[] candidates = Path.HasExtension(path) ? [path] : [path, path + ".json", path + ".conf"];
        ObjectNode? merged = null;
        bool isRead = false;
        foreach (string candidate in candidates)
        {
            HoconFile file = readFile(candidate);
            if (file.Status == HoconFileStatus.Missing || (file.Status == HoconFileStatus.Failed && candidates.Length > 1 && candidate == path)) continue;
            isRead = true;
            if (ParseIncluded(candidate, file, include, place) is not { } included) continue;
            if (merged is null) merged = included;
            else merged.Merge(included);
        }

        if (!isRead && include.IsRequired) errors.Add(include.Origin, $"there is no file {path}, and the include says that it is required");
        return merged;
    }

    private ObjectNode? ParseIncluded(string path, HoconFile file, HoconInclude include, HoconPlace place)
    {
        if (file.Status == HoconFileStatus.Failed)
        {
            errors.Add(include.Origin, $"can't read {path}: {file.Problem}");
            return null;
        }

        if (_open.Contains(path) || _open.Count >= HoconLimits.IncludeDepthMax)
        {
            errors.Add(include.Origin, $"files include each other in a circle: {string.Join(" includes ", _open.TakeLast(4).Append(path))}");
            return null;
        }

        HoconNode? root = Parse(path, file, include.Origin, place);
        if (root is null or ObjectNode) return root as ObjectNode;
        errors.Add(include.Origin, $"the root of {path} is a list, but only an object can be included");
        return null;
    }

    private HoconNode? Parse(string path, HoconFile file, HoconOrigin origin, HoconPlace place)
    {
        _size += file.Bytes.Length;
        if (++_fileCount > HoconLimits.FilesMax || _size > HoconLimits.FilesSizeMax)
        {
            errors.Add(origin, $"{path} is too much: a configuration may have {HoconLimits.FilesMax} files and {HoconLimits.FilesSizeMax >> 20} MiB");
            return null;
        }

        if (!Utf8.IsValid(file.Bytes.Span))
        {
            errors.Add(origin, $"{path} is not UTF-8 text");
            return null;
        }

        string text = Encoding.UTF8.GetString(file.Bytes.Span);
        string folder = _folder;
        _folder = FolderOf(path);
        _open.Add(path);
        HoconNode root = new HoconParser(new HoconScanner(text, path), errors, place, this).ParseDocument();
        _open.RemoveAt(_open.Count - 1);
        _folder = folder;
        return root;
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(path) ?? "";
}

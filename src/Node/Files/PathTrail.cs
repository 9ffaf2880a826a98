namespace Polymasq.Node.Files;

/// <summary>A folder, and the name in it that matters; a null name means everything in it.</summary>
internal sealed record WatchPoint(string Folder, string? Name);

/// <summary>
/// Everything that decides what a path leads to: each folder on the way, through every symbolic link, down to the first thing
/// that is missing. Whatever is done to the path, it is seen in one of these folders.
/// </summary>
internal static class PathTrail
{
    private const int LinksMax = 40; // as many as the kernel follows

    public static List<WatchPoint> Of(string path)
    {
        List<WatchPoint> trail = [];
        Stack<string> names = [];
        Push(names, Path.GetFullPath(path));
        string folder = "/";
        for (int links = 0; names.TryPop(out string? name);)
        {
            if (name == "..")
            {
                folder = Path.GetDirectoryName(folder) ?? "/";
                continue;
            }

            trail.Add(new WatchPoint(folder, name));
            string next = Path.Combine(folder, name);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                if (++links > LinksMax) return trail;
                if (Path.IsPathRooted(target)) folder = "/";
                Push(names, target);
            }
            else if (Directory.Exists(next))
            {
                folder = next;
                if (names.Count == 0) trail.Add(new WatchPoint(folder, null)); // the path is a folder itself: its contents matter
            }
            else
            {
                return trail; // a file, or missing
            }
        }

        return trail;
    }

    private static void Push(Stack<string> names, string path)
    {
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (name != ".") names.Push(name);
        }
    }
}

using System.Collections.Immutable;
using Polymasq.Actors.LocalNames;

namespace Polymasq.Node.Files;

/// <summary>Reads hosts files and folders of hosts files, blocklists too.</summary>
/// <param name="Paths">In this order.</param>
/// <param name="Begin">Makes what takes the lines of one reading.</param>
internal sealed record HostsReading<T>(ImmutableArray<string> Paths, Func<ILineIntake<T>> Begin) : IPathReading<T>
{
    /// <summary>Files of one folder that are read, the first by name.</summary>
    public const int FolderFilesMax = 1024;

    // What happens in a folder is seen in the folder. What a link in it points to lies elsewhere.
    public IReadOnlyList<string> Watched() =>
        [.. Paths.Where(IsPath), .. Paths.Where(Directory.Exists).SelectMany(static folder => List(folder, out _)).Where(IsLink).Select(static link => link.FullName)];

    /// <summary>The same files into the same: what was read of one is what the other wants.</summary>
    public bool Equals(HostsReading<T>? other) => other is not null && Begin == other.Begin && Paths.SequenceEqual(other.Paths);

    public override int GetHashCode() => HashCode.Combine(Begin, Paths.Length);

    public T Read()
    {
        ILineIntake<T> intake = Begin();
        LineReader<T> lines = new(intake);
        foreach (string path in Paths)
        {
            if (Directory.Exists(path)) ReadFolder(path, intake, lines);
            else ReadFile(path, intake, lines);
        }

        return intake.Finish();
    }

    private static void ReadFolder(string path, ILineIntake<T> intake, LineReader<T> lines)
    {
        IEnumerable<FileSystemInfo> files = List(path, out string trouble);
        foreach (FileSystemInfo entry in files)
            ReadFile(entry.FullName, intake, lines, mayBeMissing: !IsLink(entry)); // one that was removed just now is no trouble, a link to nothing is
        if (trouble.Length == 0) return;
        intake.Begin(path);
        intake.End(trouble);
    }

    private static void ReadFile(string path, ILineIntake<T> intake, LineReader<T> lines, bool mayBeMissing = false)
    {
        using OpenedFile? file = OpenedFile.Open(path, out FileTrouble trouble);
        if (trouble.IsMissing && mayBeMissing) return;
        intake.Begin(path);
        intake.End(file is null ? trouble.Text : lines.Read(file));
    }

    private static IEnumerable<FileSystemInfo> List(string folder, out string trouble)
    {
        trouble = "";
        try
        {
            FileSystemInfo[] files = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(static entry => HostsFile.IsHostsFile(entry.Name) && !Directory.Exists(entry.FullName))
                .OrderBy(static entry => entry.Name, StringComparer.Ordinal)];
            if (files.Length > FolderFilesMax) trouble = $"has {files.Length} files; the first {FolderFilesMax} by name are read";
            return files.Take(FolderFilesMax);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            trouble = failure.Message;
            return [];
        }
    }

    private static bool IsLink(FileSystemInfo entry) => entry.LinkTarget is not null;

    private static bool IsPath(string path) => path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal);
}

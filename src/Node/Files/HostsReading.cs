using System.Collections.Immutable;
using Polymasq.Actors.LocalNames;

namespace Polymasq.Node.Files;

/// <summary>Reads hosts files and folders of hosts files.</summary>
internal sealed class HostsReading(ImmutableArray<string> paths, Func<ImmutableArray<HostsFile>, LocalNamesMessage> message) : IPathReading<LocalNamesMessage>
{
    /// <summary>Files of one folder that are read, the first by name.</summary>
    public const int FolderFilesMax = 1024;

    // What happens in a folder is seen in the folder. What a link in it points to lies elsewhere.
    public IReadOnlyList<string> Watched() =>
        [.. paths.Where(IsPath), .. paths.Where(Directory.Exists).SelectMany(static folder => List(folder, out _)).Where(IsLink).Select(static link => link.FullName)];

    public LocalNamesMessage Read() => message([.. paths.SelectMany(ReadPath)]);

    private static IEnumerable<HostsFile> ReadPath(string path)
    {
        if (!Directory.Exists(path)) return [ReadFile(path, out _)];
        IEnumerable<HostsFile> files = ReadFolder(List(path, out string trouble));
        return trouble.Length == 0 ? files : files.Append(new HostsFile(path, "", trouble));
    }

    private static IEnumerable<HostsFile> ReadFolder(IEnumerable<FileSystemInfo> files)
    {
        foreach (FileSystemInfo entry in files)
        {
            HostsFile file = ReadFile(entry.FullName, out bool isMissing);
            if (!isMissing || IsLink(entry)) yield return file; // one that was removed just now is no trouble, a link to nothing is
        }
    }

    private static HostsFile ReadFile(string path, out bool isMissing)
    {
        FileText read = TextFile.Read(path, HostsFile.BytesMax);
        isMissing = read.IsMissing;
        return new HostsFile(path, read.Text, read.Trouble);
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

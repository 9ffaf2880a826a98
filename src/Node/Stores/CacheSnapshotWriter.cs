using System.Runtime.InteropServices;
using Polymasq.Actors.Caching;

namespace Polymasq.Node.Stores;

/// <summary>Writes a file of cached answers beside the one that is there, and puts it in its place when it is whole.</summary>
internal static class CacheSnapshotWriter
{
    /// <param name="path">Where the file shall be.</param>
    /// <param name="export">The answers.</param>
    /// <param name="writtenAt">Seconds since 1970 by the protocol's clock.</param>
    /// <param name="bytesMax">The file ends before it is larger than this.</param>
    /// <exception cref="IOException">It cannot be written; the former one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static CacheSnapshotHeader Write(string path, CacheExport export, long writtenAt, long bytesMax)
    {
        string unfinished = path + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            CacheSnapshotHeader header;
            using (FileStream file = Create(unfinished)) header = WriteTo(file, export, writtenAt, bytesMax);
            // Not flushed to the disk: a stop must not wait for 64 MiB, and who loses power finds a checksum that is wrong.
            File.Move(unfinished, path, overwrite: true);
            return header;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
            throw;
        }
    }

    private static CacheSnapshotHeader WriteTo(FileStream file, CacheExport export, long writtenAt, long bytesMax)
    {
        byte[] entry = new byte[CacheExport.EntryBytesMax];
        long count = 0, bytes = 0;
        uint checksum = 0;
        file.Write(stackalloc byte[CacheSnapshotHeader.Length]);
        for (int length = export.CopyNext(entry); length > 0 && bytes + length <= bytesMax; length = export.CopyNext(entry))
        {
            checksum = CacheSnapshotHeader.Checksum(checksum, entry.AsSpan(0, length));
            file.Write(entry, 0, length);
            bytes += length;
            count++;
        }

        CacheSnapshotHeader header = CacheSnapshotHeader.Make(writtenAt, count, bytes, checksum);
        file.Position = 0;
        file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<CacheSnapshotHeader>(in header)));
        return header;
    }

    // What people on this network ask for is nobody's business.
    private static FileStream Create(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 256 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Polymasq.Actors.Caching;

namespace Polymasq.Node.Stores;

/// <summary>Reads a file of cached answers, after all of it was checked.</summary>
internal sealed class CacheSnapshotReader : IDisposable
{
    private const int BufferBytes = 256 * 1024; // many entries of the longest kind

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _at; // what of the buffer is still to be given out
    private int _end;

    private CacheSnapshotReader(FileStream file) => _file = file;

    public CacheSnapshotHeader Header { get; private set; }

    /// <param name="path">Of the file.</param>
    /// <param name="reader">To be disposed.</param>
    /// <param name="fault">What is wrong with the file, for people; empty when there is none.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static bool TryOpen(string path, [NotNullWhen(true)] out CacheSnapshotReader? reader, out string fault)
    {
        (reader, fault) = (null, "");
        if (!File.Exists(path)) return false;
        CacheSnapshotReader opened = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0));
        try
        {
            fault = opened.Check() ?? "";
            if (fault.Length == 0) reader = opened;
        }
        finally
        {
            if (reader is null) opened.Dispose();
        }

        return reader is not null;
    }

    /// <summary>The next entry, good until the one after it is read; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        int length = LengthAtHand();
        if (length == 0)
        {
            Refill();
            length = LengthAtHand();
        }

        ReadOnlySpan<byte> entry = _buffer.AsSpan(_at, length);
        _at += length;
        return entry;
    }

    // 0 also when only a part of the entry has been read.
    private int LengthAtHand()
    {
        int length = CacheImport.LengthOf(_buffer.AsSpan(_at, _end - _at));
        return length <= _end - _at ? length : 0;
    }

    private void Refill()
    {
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        _end -= _at;
        _at = 0;
        _end += _file.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
    }

    private string? Check()
    {
        CacheSnapshotHeader header = default;
        Span<byte> start = MemoryMarshal.AsBytes(new Span<CacheSnapshotHeader>(ref header));
        if (_file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length) return "is too short to be one";
        if (header.Fault() is { } fault) return fault;
        if (_file.Length != CacheSnapshotHeader.Length + header.BodyLength)
            return $"has {_file.Length} bytes instead of {CacheSnapshotHeader.Length + header.BodyLength}";

        uint checksum = 0;
        for (int read; (read = _file.Read(_buffer)) > 0;) checksum = CacheSnapshotHeader.Checksum(checksum, _buffer.AsSpan(0, read));
        if (checksum != header.BodyChecksum) return "is damaged";
        _file.Position = CacheSnapshotHeader.Length;
        Header = header;
        return null;
    }

    public void Dispose() => _file.Dispose();
}

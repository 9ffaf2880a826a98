using System.Text;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Files;

/// <summary>What came of reading a file.</summary>
/// <param name="Text">Empty when it could not be read.</param>
/// <param name="Trouble">Why not, for people; empty when it could.</param>
/// <param name="IsMissing">True when the trouble is that nothing is there.</param>
internal readonly record struct FileText(string Text, string Trouble = "", bool IsMissing = false);

/// <summary>Reads a file whole, whatever stands at its path: nothing throws, and no pipe or device keeps the caller waiting.</summary>
internal static unsafe class TextFile
{
    private const int ReadOnlyNeverWaiting = 0x80000 | 0x800 | 0x100; // O_CLOEXEC, O_NONBLOCK, O_NOCTTY
    private const int FirstBytes = 16 * 1024;

    /// <param name="path">Relative to the working directory if it is relative.</param>
    /// <param name="bytesMax">A longer file is not read.</param>
    public static FileText Read(string path, int bytesMax)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) return new FileText("", "is not a path");
        int descriptor = Libc.Open(path, ReadOnlyNeverWaiting);
        if (descriptor < 0) return Failed();
        try
        {
            return ReadAll(descriptor, bytesMax);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    // By reading, not by asking for the size: files of /proc have none.
    private static FileText ReadAll(int descriptor, int bytesMax)
    {
        byte[] bytes = new byte[Math.Min(FirstBytes, bytesMax + 1)];
        int length = 0;
        while (true)
        {
            nint read;
            fixed (byte* free = &bytes[length]) read = Libc.Read(descriptor, free, (nuint)(bytes.Length - length));
            if (read == 0) return new FileText(Decode(bytes.AsSpan(0, length)));
            if (read < 0 && ErrnoText.Last == Errno.Interrupted) continue;
            if (read < 0) return Failed();
            length += (int)read;
            if (length > bytesMax) return new FileText("", $"is larger than {bytesMax} bytes");
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * length, bytesMax + 1L));
        }
    }

    private static FileText Failed()
    {
        Errno error = ErrnoText.Last;
        return new FileText("", error.Describe(), error is Errno.NoEntry or Errno.NotFolder);
    }

    private static string Decode(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
}

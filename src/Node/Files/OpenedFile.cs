using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Files;

/// <summary>Why a file could not be read.</summary>
/// <param name="Text">For people; empty when it could.</param>
/// <param name="IsMissing">Nothing is there.</param>
internal readonly record struct FileTrouble(string Text, bool IsMissing = false)
{
    public static FileTrouble None { get; } = new("");

    public static FileTrouble Last
    {
        get
        {
            Errno error = ErrnoText.Last;
            return new FileTrouble(error.Describe(), error is Errno.NoEntry or Errno.NotFolder);
        }
    }
}

/// <summary>A file read front to back, whatever stands at its path: nothing throws, and no pipe or device keeps the caller waiting.</summary>
internal sealed unsafe class OpenedFile : IDisposable
{
    private const int ReadOnlyNeverWaiting = 0x80000 | 0x800 | 0x100; // O_CLOEXEC, O_NONBLOCK, O_NOCTTY

    private readonly int _descriptor;

    private OpenedFile(int descriptor) => _descriptor = descriptor;

    /// <param name="path">Relative to the working directory if it is relative.</param>
    /// <param name="trouble">When the result is null.</param>
    public static OpenedFile? Open(string path, out FileTrouble trouble)
    {
        trouble = new FileTrouble("is not a path");
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) return null;
        int descriptor = Libc.Open(path, ReadOnlyNeverWaiting);
        trouble = descriptor < 0 ? FileTrouble.Last : FileTrouble.None;
        return descriptor < 0 ? null : new OpenedFile(descriptor);
    }

    /// <summary>Reads what comes next, as much as there is room for.</summary>
    /// <returns>Bytes; 0 at the end, -1 when it failed.</returns>
    public int Read(Span<byte> room, out FileTrouble trouble)
    {
        trouble = FileTrouble.None;
        while (true)
        {
            nint read;
            fixed (byte* first = room) read = Libc.Read(_descriptor, first, (nuint)room.Length);
            if (read >= 0) return (int)read;
            if (ErrnoText.Last == Errno.Interrupted) continue;
            trouble = FileTrouble.Last;
            return -1;
        }
    }

    public void Dispose() => _ = Libc.Close(_descriptor);
}

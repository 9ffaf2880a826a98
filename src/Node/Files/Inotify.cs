using System.Runtime.InteropServices;
using System.Text;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Files;

/// <summary>An inotify descriptor: the system tells what happens in the folders that it watches.</summary>
internal sealed unsafe class Inotify : IDisposable
{
    private const int CloseOnExecNonBlocking = 0x80000 | 0x800;
    private const int BufferBytes = 16 * 1024;

    private const uint Attributes = 0x4;
    private const uint CloseWrite = 0x8;
    private const uint MovedFrom = 0x40;
    private const uint MovedTo = 0x80;
    private const uint Create = 0x100;
    private const uint Delete = 0x200;
    private const uint DeleteSelf = 0x400;
    private const uint MoveSelf = 0x800;
    private const uint OnlyFolder = 0x0100_0000;
    private const uint Watched = Attributes | CloseWrite | MovedFrom | MovedTo | Create | Delete | DeleteSelf | MoveSelf | OnlyFolder;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);

    private Inotify(int descriptor) => Descriptor = descriptor;

    public int Descriptor { get; private set; }

    public static Inotify? Open(out NativeFailure failure)
    {
        int descriptor = Libc.InotifyInit1(CloseOnExecNonBlocking);
        failure = descriptor < 0 ? NativeFailure.Of("inotify_init1") : default;
        return descriptor < 0 ? null : new Inotify(descriptor);
    }

    /// <returns>The watch's number; the same one for a folder that is watched already.</returns>
    public int? Watch(string folder, out NativeFailure failure)
    {
        int watch = Libc.InotifyAddWatch(Descriptor, folder, Watched);
        failure = watch < 0 ? NativeFailure.Of("inotify_add_watch") : default;
        return watch < 0 ? null : watch;
    }

    public void Unwatch(int watch) => _ = Libc.InotifyRmWatch(Descriptor, watch); // fails when the folder is gone, and that is fine

    /// <summary>Takes what has happened since the last call. The watch -1 means that something got lost.</summary>
    /// <remarks><code>inotify_event  0 watch (4) | 4 mask (4) | 8 cookie (4) | 12 length of the name (4) | 16 name, zero padded</code></remarks>
    public List<(int Watch, string Name)> Read()
    {
        const int FixedLength = 16;
        List<(int, string)> happened = [];
        nint length;
        fixed (byte* buffer = _buffer) length = Libc.Read(Descriptor, buffer, BufferBytes);
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, (int)Math.Max(length, 0));
        while (rest.Length >= FixedLength)
        {
            int nameLength = MemoryMarshal.Read<int>(rest[12..]);
            ReadOnlySpan<byte> name = rest.Slice(FixedLength, nameLength);
            int end = name.IndexOf((byte)0);
            happened.Add((MemoryMarshal.Read<int>(rest), Encoding.UTF8.GetString(end < 0 ? name : name[..end])));
            rest = rest[(FixedLength + nameLength)..];
        }

        return happened;
    }

    public void Dispose()
    {
        if (Descriptor < 0) return;
        _ = Libc.Close(Descriptor);
        Descriptor = -1;
    }
}

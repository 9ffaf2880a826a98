using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>
/// Takes up to <see cref="Capacity"/> datagrams out of a socket with one system call and hands them out in place. What it hands
/// out is valid until the next <see cref="Receive"/>. Owned by one thread, shared by its sockets.
/// </summary>
internal sealed unsafe class ReceiveBatch(int capacity, int datagramBytesMax) : IDisposable
{
    private readonly DatagramArray _array = new(capacity, datagramBytesMax);
    private int _used;

    public int Capacity => _array.Capacity;

    /// <summary>Datagrams handed out since the start.</summary>
    public long Received { get; private set; }

    /// <summary>Receive calls that failed with anything but "nothing there".</summary>
    public long Failed { get; private set; }

    /// <returns>How many datagrams came: 0 when there were none, <see cref="Capacity"/> when there may be more.</returns>
    public int Receive(DatagramSocket socket)
    {
        for (int i = 0; i < _used; i++) _array.ResetForReceive(i);
        int count = Libc.Recvmmsg(socket.Descriptor, _array.Headers, (uint)_array.Capacity, MessageFlags.DontWait, null);
        _used = Math.Max(count, 1); // a failed call may have touched the first entry
        if (count > 0)
        {
            Received += count;
            return count;
        }

        // An error that an ICMP message left on the socket is reported once and then gone: there is nothing to mend.
        if (ErrnoText.Last is not (Errno.Again or Errno.Interrupted)) Failed++;
        return 0;
    }

    public ReadOnlySpan<byte> Datagram(int index) =>
        new(_array.Buffer(index), (int)Math.Min(_array.Headers[index].Length, (uint)_array.DatagramBytesMax));

    /// <summary>True when the datagram was longer than the buffer; <see cref="Datagram"/> is its beginning.</summary>
    public bool IsCut(int index) => (_array.Headers[index].Header.Flags & MessageFlags.Truncated) != 0;

    public ref readonly SockAddr Peer(int index) => ref _array.Address(index);

    /// <summary>Which interface it came over and which of our addresses it was sent to. False without packet information.</summary>
    public bool TryGetPacketInfo(int index, out int interfaceIndex, out SockAddr local) =>
        ControlMessage.TryRead(_array.Control(index), _array.Headers[index].Header.ControlLength, out interfaceIndex, out local);

    public void Dispose() => _array.Dispose();
}

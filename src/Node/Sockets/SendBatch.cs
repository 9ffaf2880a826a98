using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>
/// Gathers datagrams for a socket and sends them with one system call. A reply is written straight into the buffer that the
/// kernel reads. It never waits: what the socket does not take at once is dropped and counted, as a network would.
/// </summary>
/// <remarks>
/// Usage: <see cref="Next"/> gives the buffer, <see cref="Commit(int, in SockAddr)"/> makes it part of the batch, <see cref="Flush"/>
/// sends. A buffer that is not committed is simply given out again. Owned by one thread, shared by its sockets: turning to
/// another socket sends what was gathered for the one before.
/// </remarks>
internal sealed unsafe class SendBatch(int capacity, int datagramBytesMax) : IDisposable
{
    private readonly DatagramArray _array = new(capacity, datagramBytesMax);
    private DatagramSocket? _socket;
    private int _count;

    public int DatagramBytesMax => _array.DatagramBytesMax;

    public int Count => _count;

    public long Sent { get; private set; }

    /// <summary>Datagrams that the kernel refused: its buffer full, no route, port 0 and the like.</summary>
    public long Dropped { get; private set; }

    /// <summary>The buffer for the next datagram out of <paramref name="socket"/>, <see cref="DatagramBytesMax"/> long.</summary>
    public Span<byte> Next(DatagramSocket socket)
    {
        if (!ReferenceEquals(socket, _socket) || _count == _array.Capacity)
        {
            Flush();
            _socket = socket;
        }

        return new Span<byte>(_array.Buffer(_count), _array.DatagramBytesMax);
    }

    /// <summary>Adds what was written into the buffer from <see cref="Next"/>, leaving from the address the socket is bound to.</summary>
    public void Commit(int length, in SockAddr peer) => _array.SetForSend(_count++, length, peer, controlLength: 0);

    /// <summary>The same with a source address of our choice, for a socket bound to all addresses.</summary>
    /// <param name="interfaceIndex">0 leaves the way out to the routing table.</param>
    public void Commit(int length, in SockAddr peer, int interfaceIndex, in SockAddr source)
    {
        nuint control = ControlMessage.Write(_array.Control(_count), interfaceIndex, source);
        _array.SetForSend(_count++, length, peer, control);
    }

    public void Flush()
    {
        int next = 0;
        int triedAgain = -1;
        while (next < _count)
        {
            int sent = Libc.Sendmmsg(_socket!.Descriptor, _array.Headers + next, (uint)(_count - next), MessageFlags.DontWait);
            if (sent > 0)
            {
                next += sent;
                Sent += sent;
                continue;
            }

            Errno error = ErrnoText.Last;
            if (error == Errno.Interrupted) continue;
            if (error == Errno.ConnectionRefused && triedAgain != next)
            {
                triedAgain = next; // the answer to an earlier datagram; telling it has used up this call, not this datagram
                continue;
            }

            int lost = error is Errno.Again or Errno.NoBufferSpace or Errno.BadFile ? _count - next : 1; // or this one alone is at fault
            next += lost;
            Dropped += lost;
        }

        _count = 0;
    }

    /// <summary>To be called before a socket is closed: sends what was gathered for it and lets go of it.</summary>
    public void Forget(DatagramSocket socket)
    {
        if (!ReferenceEquals(socket, _socket)) return;
        Flush();
        _socket = null;
    }

    public void Dispose() => _array.Dispose();
}

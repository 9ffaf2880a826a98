using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>
/// One client's connection: reads queries, has them answered, and writes the answers as they come, in any order (RFC 7766 §6.2.1.1). It is
/// the reply sink of its own queries, called from the lanes' threads.
/// </summary>
internal sealed class TcpSession : IReplySink, IDisposable
{
    private const int LengthField = 2;

    private readonly Socket _socket;
    private readonly TcpSettings _settings;
    private readonly ITcpResponder _responder;
    private readonly TimeProvider _time;
    private readonly QueryOrigin _origin;
    private readonly SemaphoreSlim _room; // how many more queries may wait for an answer
    private readonly Channel<ArraySegment<byte>> _answers;
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _idle;
    private int _unsentBytes;
    private long _activeAt;
    private volatile bool _tellsIdleTime; // the client wants to know: from then on it is told with every answer

    public TcpSession(Socket socket, TcpSettings settings, ITcpResponder responder, TimeProvider time)
    {
        (_socket, _settings, _responder, _time) = (socket, settings, responder, time);
        _room = new SemaphoreSlim(settings.QueriesMax);
        _answers = Channel.CreateUnbounded<ArraySegment<byte>>(new UnboundedChannelOptions { SingleReader = true }); // bounded by its bytes: see Send
        _activeAt = time.GetTimestamp();
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        Client = remote.Address;
        _idle = time.CreateTimer(static state => ((TcpSession)state!)._end.Cancel(), this, settings.IdleTimeout, Timeout.InfiniteTimeSpan);
        _origin = new QueryOrigin
        {
            Peer = IpEndpoint.From(remote),
            Local = IpEndpoint.From((IPEndPoint)socket.LocalEndPoint!),
            Stream = this,
        };
    }

    /// <summary>Who has connected.</summary>
    public IPAddress Client { get; }

    /// <summary>No query waits for its answer, and no answer for being sent.</summary>
    public bool IsIdle => _room.CurrentCount == _settings.QueriesMax && Volatile.Read(ref _unsentBytes) == 0;

    /// <summary>When it came, or had its last query or answer: a timestamp.</summary>
    public long ActiveAt => Volatile.Read(ref _activeAt);

    /// <summary>Closes the connection soon, from any thread.</summary>
    public void End() => _ = _end.CancelAsync();

    /// <summary>Serves the connection until its client, a limit or <paramref name="stop"/> ends it. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenRegistration stopped = stop.Register(_end.Cancel);
        Task writing = WriteAsync();
        try
        {
            await ReadAsync().ConfigureAwait(false);
            for (int i = 0; i < _settings.QueriesMax; i++) await _room.WaitAsync(_end.Token).ConfigureAwait(false); // all are answered
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await _end.CancelAsync().ConfigureAwait(false); // the client's doing, or time is over: nothing to tell anyone
        }

        _answers.Writer.TryComplete();
        await writing.ConfigureAwait(false);
    }

    public void Send(Packet query, ReadOnlySpan<byte> response)
    {
        Enqueue(response);
        _room.Release();
    }

    /// <summary>Nothing to do: answers are not gathered.</summary>
    public void Flush()
    {
    }

    /// <summary>Sends an answer that was there at once.</summary>
    public void Enqueue(ReadOnlySpan<byte> response)
    {
        ArraySegment<byte> frame = Frame(response);
        if (Interlocked.Add(ref _unsentBytes, frame.Count) > _settings.OutputBytesMax)
        {
            ArrayPool<byte>.Shared.Return(frame.Array!);
            End(); // it asks and does not read; not on this thread, which is a lane's
            return;
        }

        if (!_answers.Writer.TryWrite(frame)) ArrayPool<byte>.Shared.Return(frame.Array!); // too late
    }

    private ArraySegment<byte> Frame(ReadOnlySpan<byte> response)
    {
        byte[] frame = ArrayPool<byte>.Shared.Rent(LengthField + response.Length + TcpKeepalive.OptionLength);
        response.CopyTo(frame.AsSpan(LengthField));
        int length = response.Length;
        if (_tellsIdleTime) length += TcpKeepalive.Append(frame.AsSpan(LengthField), length, _settings.IdleTimeout);
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)length);
        return new ArraySegment<byte>(frame, 0, LengthField + length);
    }

    private async Task ReadAsync()
    {
        using var frames = new FrameBuffer();
        while (true)
        {
            int count = await _socket.ReceiveAsync(frames.Free, _end.Token).ConfigureAwait(false);
            if (count == 0) return; // it may have closed its side and still wait for answers
            frames.Added(count);
            while (frames.TryTake(out ReadOnlyMemory<byte> message))
            {
                await _room.WaitAsync(_end.Token).ConfigureAwait(false);
                StayAlive();
                Respond(message.Span);
            }
        }
    }

    private void Respond(ReadOnlySpan<byte> message)
    {
        if (!_tellsIdleTime && TcpKeepalive.IsAskedFor(message)) _tellsIdleTime = true;
        QueryOrigin origin = _origin with { ReceivedAt = _time.GetTimestamp() };
        if (!_responder.Respond(message, origin)) _room.Release();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (ArraySegment<byte> frame in _answers.Reader.ReadAllAsync(_end.Token).ConfigureAwait(false))
            {
                await SendAllAsync(frame).ConfigureAwait(false);
                StayAlive();
                Interlocked.Add(ref _unsentBytes, -frame.Count); // idle from now on, and since this moment
                ArrayPool<byte>.Shared.Return(frame.Array!);
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await _end.CancelAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, _end.Token).ConfigureAwait(false)..];
    }

    private void StayAlive()
    {
        Volatile.Write(ref _activeAt, _time.GetTimestamp());
        _idle.Change(_settings.IdleTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Late answers may still be sent to it and go nowhere, so what they touch is left to the garbage collector.</summary>
    public void Dispose()
    {
        _idle.Dispose();
        _socket.Dispose();
    }
}

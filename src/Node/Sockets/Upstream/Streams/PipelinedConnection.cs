using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;
using Polymasq.Actors.Caching;
using Polymasq.Node.Sockets.Tcp;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>
/// A connection that carries many questions at a time, answered in any order (RFC 7766 §6.2.1.1). It ends when the server ends it, when it
/// sends what is no DNS, and when it has been idle for as long as the server allows.
/// </summary>
internal sealed class PipelinedConnection
{
    private const int QuestionsMax = 2_000; // at a time; a question more than that makes another connection
    private const int GatheredBytes = 8 * 1024;

    /// <summary>A server that has said nothing for so long, although asked, may be gone without a word: new questions take a new connection.</summary>
    private static readonly TimeSpan StalledAfter = TimeSpan.FromMilliseconds(1_500);

    /// <summary>RFC 7766 §6.2.3: a few seconds, unless the server says otherwise. Over TLS each new connection costs two round trips.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30), IdleTimeMax = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, StreamExchange> _asked = [];
    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true }); // QuestionsMax bounds it
    private readonly RandomNumbers _random = new(SystemEntropy.Instance);
    private readonly Stream _stream;
    private readonly PipelinedServer _home;
    private readonly StreamQueryOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _idle;
    private TimeSpan _idleTime = IdleTime;
    private long _silentSince;
    private bool _isClosing;

    public PipelinedConnection(Stream stream, PipelinedServer home, StreamQueryOptions options, TimeProvider time, CancellationToken stop)
    {
        (_stream, _home, _options, _time) = (stream, home, options, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _idle = time.CreateTimer(static state => ((PipelinedConnection)state!).CloseIfIdle(), this, IdleTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has worked: that it ends is not the server's refusal.</summary>
    public bool HasAnswered { get; private set; }

    public bool IsStalled
    {
        get
        {
            lock (_gate) return _asked.Count > 0 && _time.GetElapsedTime(_silentSince) > StalledAfter;
        }
    }

    /// <summary>False when it is about to end, or full.</summary>
    public bool TryAsk(StreamExchange exchange)
    {
        lock (_gate)
        {
            if (_isClosing || (_asked.Count >= QuestionsMax && !TryForgetEnded())) return false;
            ushort id;
            do id = (ushort)_random.Next();
            while (_asked.ContainsKey(id));
            if (_asked.Count == 0) _silentSince = _time.GetTimestamp();
            _asked.Add(id, exchange);
            exchange.Sends++;
            return _frames.Writer.TryWrite(exchange.ToFrame(id, _options));
        }
    }

    /// <summary>Takes no more questions, and ends when those it has are answered or given up.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _isClosing = true;
            _idle.Change(IdleTime, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Until the connection has ended.</summary>
    public async Task RunAsync(ServerTrouble trouble)
    {
        Task writing = Task.Run(WriteAsync), reading = Task.Run(ReadAsync);
        await Task.WhenAny(writing, reading).ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(writing, reading).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            trouble.TellUnforeseen(failure); // whoever waits must not wait for a dead connection
        }

        StreamExchange[] unanswered;
        lock (_gate)
        {
            _isClosing = true;
            unanswered = [.. _asked.Values.Where(static exchange => !exchange.HasEnded)];
            _asked.Clear();
            _idle.Dispose();
        }

        _home.Ended(this, unanswered);
        _end.Dispose();
    }

    private async Task WriteAsync()
    {
        byte[] gathered = new byte[GatheredBytes];
        try
        {
            while (await _frames.Reader.WaitToReadAsync(_end.Token).ConfigureAwait(false))
            {
                int length = 0;
                while (_frames.Reader.TryPeek(out byte[]? frame) && length + frame.Length <= gathered.Length && _frames.Reader.TryRead(out _))
                {
                    frame.CopyTo(gathered, length);
                    length += frame.Length;
                }

                await _stream.WriteAsync(gathered.AsMemory(0, length), _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            // RunAsync sees to what is left
        }
    }

    private async Task ReadAsync()
    {
        using FrameBuffer frames = new();
        try
        {
            while (true)
            {
                int count = await _stream.ReadAsync(frames.Free, _end.Token).ConfigureAwait(false);
                if (count == 0) return;
                frames.Added(count);
                while (frames.TryTake(out ReadOnlyMemory<byte> message))
                {
                    if (message.Length < DnsHeader.Size) return; // no DNS: nothing behind it can be trusted to begin where we think
                    Take(message.Span);
                }
            }
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            // RunAsync sees to what is left
        }
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        StreamExchange? exchange;
        TimeSpan? idleTime = StreamQueryOptions.IdleTimeIn(message);
        lock (_gate)
        {
            _silentSince = _time.GetTimestamp();
            if (idleTime is { } told) _idleTime = told < IdleTimeMax ? told : IdleTimeMax;
            if (!_asked.Remove(BinaryPrimitives.ReadUInt16BigEndian(message), out exchange)) return; // of a question that nobody asked here
            if (idleTime == TimeSpan.Zero) _isClosing = true; // RFC 7828 §3.4: it wants to be left
            if (_asked.Count == 0) _idle.Change(_isClosing ? TimeSpan.Zero : _idleTime, Timeout.InfiniteTimeSpan);
        }

        if (exchange.Take(message)) HasAnswered = true;
    }

    private void CloseIfIdle()
    {
        lock (_gate)
        {
            TryForgetEnded();
            if (_asked.Count > 0)
            {
                _idle.Change(IdleTime, Timeout.InfiniteTimeSpan);
                return;
            }

            _isClosing = true;
        }

        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has ended by itself at this moment
        }
    }

    private bool TryForgetEnded()
    {
        foreach ((ushort id, StreamExchange exchange) in _asked)
        {
            if (exchange.HasEnded) _asked.Remove(id);
        }

        return _asked.Count < QuestionsMax;
    }

    private static bool IsEnd(Exception failure) => failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException;
}

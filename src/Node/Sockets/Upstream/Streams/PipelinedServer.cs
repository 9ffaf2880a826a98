namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>
/// One server over TCP or TLS: a connection for all questions (RFC 7766 §6.2.1), made when there is one and left when it is silent. While a
/// connection is being made, questions wait for it; after one could not be made, none is tried for a while.
/// </summary>
internal sealed class PipelinedServer(StreamDialer dialer, ServerTrouble trouble, TimeProvider time) : IStreamServer
{
    private const int SendsMax = 3; // of a question that servers close the connection on
    private const int BackoffMilliseconds = 100, BackoffMillisecondsMax = 2_000;
    private const int WaitingMax = 4_096;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<StreamExchange> _waiting = [];
    private PipelinedConnection? _current;
    private bool _isConnecting;
    private int _failures;
    private long _failedAt;
    private long _lastAskedAt = time.GetTimestamp();

    public long LastAskedAt => Volatile.Read(ref _lastAskedAt);

    public void Ask(StreamExchange exchange)
    {
        Volatile.Write(ref _lastAskedAt, time.GetTimestamp());
        bool isTaken = true, connects = false;
        lock (_gate)
        {
            if (_current is { IsStalled: true } stalled)
            {
                _current = null;
                stalled.Retire(); // what it still brings is welcome
            }

            if (_current is null || !_current.TryAsk(exchange))
            {
                _current = null;
                isTaken = _waiting.Count < WaitingMax && (_isConnecting || !IsBackingOff);
                connects = isTaken && !_isConnecting;
                if (isTaken) _waiting.Enqueue(exchange);
                _isConnecting |= connects;
            }
        }

        if (!isTaken) exchange.Fail();
        if (connects) _ = ServeAsync();
    }

    /// <summary>A connection has ended; these it has not answered.</summary>
    public void Ended(PipelinedConnection connection, IReadOnlyCollection<StreamExchange> unanswered)
    {
        lock (_gate)
        {
            if (_current == connection) _current = null;
        }

        foreach (StreamExchange exchange in unanswered)
        {
            // RFC 7766 §6.2.4: it may have been closed while the question was on its way.
            if (connection.HasAnswered && exchange.Sends < SendsMax && !_stop.IsCancellationRequested) Ask(exchange);
            else exchange.Fail();
        }
    }

    private bool IsBackingOff =>
        _failures > 0 && time.GetElapsedTime(_failedAt) < TimeSpan.FromMilliseconds(Math.Min(BackoffMilliseconds << Math.Min(_failures - 1, 10), BackoffMillisecondsMax));

    /// <summary>A connection from its beginning to its end.</summary>
    private async Task ServeAsync()
    {
        await Task.Yield();
        PipelinedConnection? connection = null;
        try
        {
            connection = await TryConnectAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            trouble.TellUnforeseen(failure);
        }

        Connected(connection);
        if (connection is not null) await connection.RunAsync(trouble).ConfigureAwait(false);
    }

    private async Task<PipelinedConnection?> TryConnectAsync()
    {
        using CancellationTokenSource late = new(ConnectTimeout, time);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        Stream? stream = await dialer.TryConnectAsync(ending.Token).ConfigureAwait(false);
        return stream is null ? null : new PipelinedConnection(stream, this, dialer.QueryOptions, time, _stop.Token);
    }

    /// <summary>What has waited goes out over the new connection, or has failed where there is none.</summary>
    private void Connected(PipelinedConnection? connection)
    {
        List<StreamExchange> failed = [];
        lock (_gate)
        {
            _isConnecting = false;
            _failures = connection is null ? _failures + 1 : 0;
            _failedAt = time.GetTimestamp();
            _current = connection;
            while (_waiting.TryDequeue(out StreamExchange? exchange))
            {
                if (!exchange.HasEnded && connection?.TryAsk(exchange) != true) failed.Add(exchange);
            }
        }

        foreach (StreamExchange exchange in failed) exchange.Fail();
    }

    public void Dispose() => _stop.Cancel();
}

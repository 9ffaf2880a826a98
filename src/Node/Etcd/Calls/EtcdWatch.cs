using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd.Members;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Calls;

/// <summary>
/// Follows a prefix over the loss of members: attached to the member in use, and opened anew at the next one from the first
/// revision that was not told yet.
/// </summary>
internal sealed class EtcdWatch : IDisposable
{
    private readonly long _ticket;
    private readonly string _prefix;
    private readonly IStoreSink _sink;
    private readonly MemberRing _ring;
    private readonly EtcdConnections _connections;
    private readonly EtcdTokens _tokens;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end;
    private long _next;
    private bool _isOver;

    public EtcdWatch(
        long ticket, string prefix, long fromRevision, IStoreSink sink,
        MemberRing ring, EtcdConnections connections, EtcdTokens tokens, TimeProvider clock, ILogger logger, CancellationToken stop)
    {
        (_ticket, _prefix, _next, _sink) = (ticket, prefix, fromRevision, sink);
        (_ring, _connections, _tokens, _clock, _logger) = (ring, connections, tokens, clock, logger);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    public void Dispose() => _end.Cancel();

    private async Task RunAsync()
    {
        CancellationToken end = _end.Token;
        while (!_isOver && !end.IsCancellationRequested)
        {
            Tenure tenure = _ring.Current;
            long begin = _clock.GetTimestamp();
            try
            {
                using CancellationTokenSource left = new(EtcdTimes.WatchOpen, _clock); // until it is opened
                using CancellationTokenRegistration ending = end.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), left);
                _ = tenure.Left.ContinueWith(_ => left.Cancel(), left.Token, TaskContinuationOptions.None, TaskScheduler.Default);
                await FollowAsync(tenure, left, end).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
            {
                // Where the member was left already, or the watch is disposed of, this changes nothing.
                if (!end.IsCancellationRequested) _ring.Leave(tenure, FaultReader.Of(failure, wasSent: true));
            }
            catch (Exception failure)
            {
                EtcdLog.Unforeseen(_logger, "a watch", failure);
            }

            if (!_isOver && _clock.GetElapsedTime(begin) < EtcdTimes.SlowRetry)
                await Task.Delay(EtcdTimes.Retry, _clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(Tenure tenure, CancellationTokenSource left, CancellationToken end)
    {
        (string token, EtcdFault? fault) = await _tokens.GetAsync(tenure.Member, left.Token).ConfigureAwait(false);
        if (fault is not null)
        {
            await Task.Delay(EtcdTimes.SlowRetry, _clock, left.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        using PooledBuffer body = EtcdRequests.Watch(_prefix, EtcdRequests.EndOf(_prefix), _next);
        using EtcdContent content = new(body);
        using HttpRequestMessage request = EtcdTransport.Request(tenure.Member, EtcdPaths.Watch, content, token);
        using HttpResponseMessage response = await _connections.Watches.SendAsync(request, left.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            using PooledBuffer refusal = await EtcdTransport.ReadAsync(response, left.Token).ConfigureAwait(false);
            await OnRefusedAsync(tenure, token, FaultReader.Of(response.StatusCode, refusal.Written)).ConfigureAwait(false);
            return;
        }

        using Stream stream = await response.Content.ReadAsStreamAsync(left.Token).ConfigureAwait(false);
        await ReadLinesAsync(tenure, token, stream, left, end).ConfigureAwait(false);
    }

    private async Task ReadLinesAsync(Tenure tenure, string token, Stream stream, CancellationTokenSource left, CancellationToken end)
    {
        using PooledBuffer buffer = new();
        int looked = 0;
        int length;
        while ((length = await stream.ReadAsync(buffer.GetMemory(), left.Token).ConfigureAwait(false)) > 0)
        {
            buffer.Advance(length);
            int taken = 0;
            int at;
            while ((at = buffer.Written[looked..].IndexOf((byte)'\n')) >= 0)
            {
                WatchLine line = Read(buffer.Written[taken..(looked + at)]);
                taken = looked = looked + at + 1;
                if (line.IsCreated && !line.IsCanceled) left.CancelAfter(Timeout.InfiniteTimeSpan);
                if (!await TakeAsync(tenure, token, line, end).ConfigureAwait(false)) return;
            }
            buffer.Consume(taken);
            looked = buffer.Length;
        }
        throw new IOException("the watch ended");
    }

    /// <returns>False when no more lines come.</returns>
    private async ValueTask<bool> TakeAsync(Tenure tenure, string token, WatchLine line, CancellationToken end)
    {
        if (line.CompactRevision > 0)
        {
            _isOver = true;
            await ReportDelivery.DeliverAsync(_sink, new StoreReport.Compacted(_ticket, line.CompactRevision), _clock, end).ConfigureAwait(false);
            return false;
        }

        if (line.IsCanceled)
        {
            await OnCanceledAsync(tenure, token, line.Error).ConfigureAwait(false);
            return false;
        }

        line.Changes.RemoveAll(change => change.ModRevision < _next);
        if (line.Changes.Count == 0) return true;
        long revision = line.Changes[^1].ModRevision;
        bool isTold = await ReportDelivery.DeliverAsync(_sink, new StoreReport.Changed(_ticket, revision, line.Changes), _clock, end).ConfigureAwait(false);
        _next = revision + 1;
        return isTold;
    }

    private Task OnCanceledAsync(Tenure tenure, string token, string reason)
    {
        if (reason.Contains("no leader", StringComparison.Ordinal)) return OnRefusedAsync(tenure, token, new EtcdFault(FaultKind.NoQuorum, reason, false));
        bool isOfUser = reason.Contains("auth", StringComparison.Ordinal) || reason.Contains("permission denied", StringComparison.Ordinal);
        return OnRefusedAsync(tenure, token, new EtcdFault(isOfUser ? FaultKind.TokenOver : FaultKind.Refused, reason, false));
    }

    private async Task OnRefusedAsync(Tenure tenure, string token, EtcdFault fault)
    {
        if (fault.Kind == FaultKind.TokenOver) _tokens.Forget(token);
        else if (fault.IsOfMember) _ring.Leave(tenure, fault);
        else EtcdLog.WatchEnded(_logger, tenure.Member.Name, fault.Text);
        if (!fault.IsOfMember) await Task.Delay(EtcdTimes.SlowRetry, _clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static WatchLine Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return WatchLine.Read(line);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new IOException($"what came is not a watch of etcd: {e.Message}", e);
        }
    }
}

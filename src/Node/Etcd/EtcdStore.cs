using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd.Calls;
using Polymasq.Node.Etcd.Members;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd;

/// <summary>The cluster's store over etcd's JSON gateway, version 3.4 or newer.</summary>
internal sealed class EtcdStore : IKeyValueStore
{
    // Keys. For every page etcd walks through all keys that are left: small ones make reading many leases quadratic.
    private const int PageLimit = 5000;

    private readonly EtcdConnections _connections;
    private readonly EtcdTokens _tokens;
    private readonly MemberRing _ring;
    private readonly EtcdHealth _health;
    private readonly EtcdCaller _caller;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    private EtcdStore(EtcdSettings settings, TimeProvider clock, ILogger logger)
    {
        (_clock, _logger) = (clock, logger);
        _connections = new EtcdConnections(settings.CertificateAuthorities);
        _tokens = new EtcdTokens(settings, _connections, clock, logger);
        _ring = new MemberRing([.. settings.Endpoints.Select(endpoint => new EtcdMember(endpoint))], clock);
        _health = new EtcdHealth(_ring, settings, clock, logger);
        _caller = new EtcdCaller(_ring, _connections, _tokens, _health, clock, _stop.Token);
        QuorumProbe probe = new(settings, _ring, _connections, _tokens, _health, clock, logger);
        CancellationToken stop = _stop.Token;
        _ = Task.Run(() => probe.RunAsync(stop), CancellationToken.None);
        _ = Task.Run(() => probe.WatchTimeAsync(stop), CancellationToken.None);
    }

    public StoreHealth Health => _health.Current;

    /// <summary>Does not wait for etcd: whether and why not it can be reached is told by <see cref="Health"/>.</summary>
    /// <param name="settings">Checked: at least one endpoint, certificates that can be read.</param>
    /// <param name="clock">The system's, for times to wait.</param>
    /// <param name="logger">For events 2500 to 2599.</param>
    public static EtcdStore Open(EtcdSettings settings, TimeProvider clock, ILogger logger) => new(settings, clock, logger);

    public void Commit(long ticket, StoreTransaction transaction, IStoreSink sink) => Start(sink, () => CommitAsync(ticket, transaction), ticket);

    public void Read(long ticket, string prefix, IStoreSink sink) => Start(sink, () => ReadAsync(ticket, prefix, sink), ticket);

    public IDisposable Watch(long ticket, string prefix, long fromRevision, IStoreSink sink) =>
        new EtcdWatch(ticket, prefix, fromRevision, sink, _ring, _connections, _tokens, _clock, _logger, _stop.Token);

    public IDisposable FollowHealth(IStoreSink sink) => new HealthFollower(_health, sink, _clock, _stop.Token);

    public void Grant(long ticket, TimeSpan timeToLive, IStoreSink sink) => Start(sink, () => GrantAsync(ticket, timeToLive), ticket);

    public void KeepAlive(long ticket, long lease, IStoreSink sink) => Start(sink, () => KeepAliveAsync(ticket, lease), ticket);

    public void Revoke(long ticket, long lease, IStoreSink sink) => Start(sink, () => RevokeAsync(ticket, lease), ticket);

    /// <summary>Calls under way are reported as failed; watches and followers hear no more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _connections.Dispose();
    }

    /// <summary>On the thread pool, for the caller's thread may have packets to serve. The last report of the call is what the work comes to.</summary>
    private void Start(IStoreSink sink, Func<Task<StoreReport?>> work, long ticket) =>
        _ = Task.Run(async () =>
        {
            StoreReport? report;
            try
            {
                report = await work().ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                EtcdLog.Unforeseen(_logger, "a call", failure);
                report = new StoreReport.Failed(ticket, true, failure.Message);
            }
            if (report is null) return;
            if (!sink.TryReport(report)) await ReportDelivery.DeliverAsync(sink, report, _clock, _stop.Token).ConfigureAwait(false);
        });

    private async Task<StoreReport?> CommitAsync(long ticket, StoreTransaction transaction)
    {
        EtcdCall call = new(EtcdPaths.Transaction, EtcdRequests.Transaction(transaction)) { IsHarmless = transaction.Compares.Count > 0 };
        using EtcdAnswer answer = await _caller.CallAsync(call).ConfigureAwait(false);
        if (answer.Fault is { } fault) return Failed(ticket, fault);
        if (transaction.Writes.Count > 0) _health.Accepted();
        if (!TryParse(() => EtcdResponses.Transaction(answer.Body!.Written, transaction.Compares), out TransactionResponse response, out string wrong))
            return new StoreReport.Failed(ticket, true, wrong);
        return response.IsCommitted
            ? new StoreReport.Committed(ticket, response.Revision)
            : new StoreReport.Refused(ticket, response.Revision, response.Current);
    }

    private async Task<StoreReport?> ReadAsync(long ticket, string prefix, IStoreSink sink)
    {
        (string from, string end, long revision) = (prefix, EtcdRequests.EndOf(prefix), 0);
        while (true)
        {
            EtcdCall call = new(EtcdPaths.Range, EtcdRequests.Page(from, end, revision, PageLimit)) { Patience = EtcdTimes.PagePatience, Limit = EtcdTimes.Page };
            using EtcdAnswer answer = await _caller.CallAsync(call).ConfigureAwait(false);
            if (answer.Fault is { } fault) return new StoreReport.Failed(ticket, false, fault.Text);
            if (!TryParse(() => EtcdResponses.Range(answer.Body!.Written), out RangeResponse page, out string wrong)) return new StoreReport.Failed(ticket, false, wrong);
            if (revision == 0) revision = page.Revision;
            bool isLast = !page.HasMore || page.Entries.Count == 0;
            StoreReport.Page report = new(ticket, revision, page.Entries, isLast);
            if (isLast) return report;
            from = page.Entries[^1].Key + '\0';
            if (!await ReportDelivery.DeliverAsync(sink, report, _clock, _stop.Token).ConfigureAwait(false)) return null;
        }
    }

    private async Task<StoreReport?> GrantAsync(long ticket, TimeSpan timeToLive)
    {
        long lease = Random.Shared.NextInt64(1, long.MaxValue); // ours to choose, and so a second try finds what the first has done
        long seconds = (long)Math.Ceiling(timeToLive.TotalSeconds);
        using EtcdAnswer answer = await _caller.CallAsync(new EtcdCall(EtcdPaths.Grant, EtcdRequests.Lease(lease, seconds))).ConfigureAwait(false);
        if (answer.Fault is { Kind: FaultKind.LeaseExists }) return new StoreReport.Granted(ticket, lease, TimeSpan.FromSeconds(seconds));
        if (answer.Fault is { } fault) return Failed(ticket, fault);
        return TryParse(() => EtcdResponses.Lease(answer.Body!.Written), out LeaseResponse granted, out string wrong)
            ? new StoreReport.Granted(ticket, lease, TimeSpan.FromSeconds(granted.Seconds))
            : new StoreReport.Failed(ticket, true, wrong);
    }

    private async Task<StoreReport?> KeepAliveAsync(long ticket, long lease)
    {
        EtcdCall call = new(EtcdPaths.KeepAlive, EtcdRequests.Lease(lease)) { IsLinearizable = false };
        using EtcdAnswer answer = await _caller.CallAsync(call).ConfigureAwait(false);
        if (answer.Fault is { Kind: FaultKind.LeaseNotFound }) return new StoreReport.KeptAlive(ticket, false);
        if (answer.Fault is { } fault) return Failed(ticket, fault);
        return TryParse(() => EtcdResponses.Lease(answer.Body!.Written), out LeaseResponse kept, out string wrong)
            ? new StoreReport.KeptAlive(ticket, kept.Seconds > 0)
            : new StoreReport.Failed(ticket, true, wrong);
    }

    private async Task<StoreReport?> RevokeAsync(long ticket, long lease)
    {
        using EtcdAnswer answer = await _caller.CallAsync(new EtcdCall(EtcdPaths.Revoke, EtcdRequests.Lease(lease))).ConfigureAwait(false);
        return answer.Fault is { } fault && fault.Kind != FaultKind.LeaseNotFound ? Failed(ticket, fault) : new StoreReport.Revoked(ticket);
    }

    private static StoreReport.Failed Failed(long ticket, EtcdFault fault) => new(ticket, fault.MayHaveHappened, fault.Text);

    private static bool TryParse<T>(Func<T> parse, out T response, out string wrong)
    {
        try
        {
            (response, wrong) = (parse(), "");
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            (response, wrong) = (default!, $"what came is not an answer of etcd: {e.Message}");
            return false;
        }
    }
}

using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Upstreams;

/// <summary>
/// Owns the verdict on one upstream server: publishes it for the shards, probes the server while it does not answer, and says so in the log once.
/// </summary>
internal sealed class UpstreamActor(UpstreamServer server, IActorRef<CacheShardMessage> prober, ILogger logger) : Actor<UpstreamMessage>
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly UpstreamHealth _health = new();
    private readonly UpstreamSample _taken = new(), _now = new(), _fresh = new();
    private IActorTimer? _probeTimer;
    private bool _isProbed; // and has said nothing since
    private bool _isToldDown;

    protected override void OnStart()
    {
        _taken.Sum(server.Tallies);
        Timers.Every(TickInterval, UpstreamMessage.Tick());
        Probe();
    }

    protected override void Receive(in UpstreamMessage message)
    {
        switch (message.What)
        {
            case UpstreamMessage.Verb.Replied: OnReplied(); break;
            case UpstreamMessage.Verb.Beaten: OnBeaten(); break;
            case UpstreamMessage.Verb.Silent: OnSilent(); break;
            case UpstreamMessage.Verb.Hinted: EnsureProbe(); break;
            case UpstreamMessage.Verb.ProbeDue: OnProbeDue(); break;
            case UpstreamMessage.Verb.Tick: TakeTallies(); break;
            default: throw new System.Diagnostics.UnreachableException();
        }

        server.Verdict = _health.Verdict;
        server.MeanMicros = _health.MeanMicros;
    }

    private void OnReplied()
    {
        if (_health.State == UpstreamState.Down) CancelProbe(); // the next one may be half a minute away
        _isProbed = false;
        _health.Replied();
        TakeTallies(); // so that a new server's latency counts from its first reply
        if (_isToldDown) LogUp();
        _isToldDown = false;
    }

    private void LogUp()
    {
        if (server.Gateway is { } gateway) UpstreamLog.PeerUp(logger, gateway, server.Name, _health.MeanMicros / 1000);
        else UpstreamLog.Up(logger, server.Name, _health.MeanMicros / 1000);
    }

    private void OnBeaten()
    {
        if (_health.Beaten()) EnsureProbe();
    }

    private void OnSilent()
    {
        TakeTallies();
        _health.Silent();
        EnsureProbe();
    }

    private void OnProbeDue()
    {
        _probeTimer = null;
        if (_health.State == UpstreamState.Down && _isProbed && !_isToldDown) LogDown();
        if (_health.State != UpstreamState.Up) Probe();
    }

    // Not before it was silent to a probe as well: it may be single names that it has no reply for.
    private void LogDown()
    {
        _isToldDown = true;
        if (server.Gateway is { } gateway) UpstreamLog.PeerDown(logger, gateway, server.Name);
        else UpstreamLog.Down(logger, server.Name);
    }

    private void TakeTallies()
    {
        _now.Sum(server.Tallies);
        _fresh.Difference(_now, _taken);
        if (_fresh.Replied + _fresh.Silent == 0) return;
        _health.Take(_fresh);
        _taken.Sum(server.Tallies);
    }

    /// <summary>Probes at once, or when the time since the last probe is over.</summary>
    private void EnsureProbe()
    {
        if (_probeTimer is null) Probe();
    }

    private void Probe()
    {
        _isProbed = true;
        prober.Tell(CacheShardMessage.Probe(server));
        _probeTimer = Timers.Once(_health.ProbeInterval, UpstreamMessage.ProbeDue());
    }

    private void CancelProbe()
    {
        _probeTimer?.Cancel();
        _probeTimer = null;
    }
}

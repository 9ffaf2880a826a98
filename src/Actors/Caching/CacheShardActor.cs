using System.Diagnostics;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>Answers one slice of all names from its table, and asks upstream once for each different question that the table cannot answer.</summary>
internal sealed class CacheShardActor : Actor<CacheShardMessage>
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Ticks without any question upstream after which the timer is given up.</summary>
    private const int IdleTicksMax = 100;

    private readonly CacheShard _shard;
    private IActorTimer? _ticks;
    private int _idleTicks;

    public CacheShardActor(CacheShardSettings settings, CacheShardPorts ports) => _shard = new CacheShard(settings, ports);

    protected override void Receive(in CacheShardMessage message)
    {
        switch (message.What)
        {
            case CacheShardMessage.Verb.Lookup: _shard.Lookup(message.Packet!); break;
            case CacheShardMessage.Verb.Reply: _shard.TakeReply(message.Packet!); break;
            case CacheShardMessage.Verb.StreamReply: _shard.TakeStreamReply(message.Ticket, message.Packet!); break;
            case CacheShardMessage.Verb.StreamFailed: _shard.StreamFailed(message.Ticket); break;
            case CacheShardMessage.Verb.Tick: OnTick(); break;
            case CacheShardMessage.Verb.UpstreamsChanged: _shard.AskParked(); break;
            case CacheShardMessage.Verb.Probe: _shard.Probe((UpstreamServer)message.Subject!); break;
            case CacheShardMessage.Verb.ProbeLoop: _shard.ProbeLoop((LoopProbe)message.Subject!); break;
            case CacheShardMessage.Verb.Configure: _shard.Configure((CacheShardSettings)message.Subject!); break;
            case CacheShardMessage.Verb.Show: _shard.Show((CacheShow)message.Subject!); break;
            case CacheShardMessage.Verb.Flush: _shard.Flush((CacheFlush)message.Subject!); break;
            case CacheShardMessage.Verb.Restore: _shard.Restore((CacheRestore)message.Subject!); break;
            default: throw new UnreachableException();
        }
    }

    protected override void OnBatchEnd()
    {
        _shard.EndTurn();
        if (_shard.HasDeadlines) _ticks ??= Timers.Every(TickInterval, CacheShardMessage.Tick());
    }

    protected override void OnStop() => _shard.ReleaseAll();

    // The timer outlives the last question for a moment, so that a busy shard does not set and cancel it all the time.
    private void OnTick()
    {
        _shard.Turn();
        _idleTicks = _shard.HasDeadlines ? 0 : _idleTicks + 1;
        if (_idleTicks < IdleTicksMax) return;
        _idleTicks = 0;
        _ticks?.Cancel();
        _ticks = null;
    }
}

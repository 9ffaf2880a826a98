namespace Polymasq.Actors.Caching;

/// <summary>Both clocks of a shard, each read once a turn at most: a turn is far shorter than anything that is measured here.</summary>
internal sealed class ShardClock(TimeProvider system, TimeProvider protocol)
{
    private readonly long _frequency = system.TimestampFrequency;
    private long _now;
    private uint _seconds;
    private bool _hasNow, _hasSeconds;

    /// <summary>A timestamp of the system's clock.</summary>
    public long Now
    {
        get
        {
            if (_hasNow) return _now;
            _hasNow = true;
            return _now = system.GetTimestamp();
        }
    }

    /// <summary>Seconds since 1970 by the protocol's clock.</summary>
    public uint Seconds
    {
        get
        {
            if (_hasSeconds) return _seconds;
            _hasSeconds = true;
            return _seconds = (uint)protocol.GetUtcNow().ToUnixTimeSeconds();
        }
    }

    public long TicksOfMicros(long micros) => micros * _frequency / 1_000_000;

    public long TicksOfMilliseconds(long milliseconds) => milliseconds * _frequency / 1_000;

    public long MicrosOf(long ticks) => Math.Max(ticks, 0) * 1_000_000 / _frequency;

    /// <summary>The next reading looks at the clocks again.</summary>
    public void EndTurn() => _hasNow = _hasSeconds = false;
}

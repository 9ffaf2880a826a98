namespace Polymasq.Actors.Tests.Simulation;

/// <summary>The clock of a gateway's timers, for one of its lives: they end with it.</summary>
internal sealed class LifeClock(TimeProvider inner) : TimeProvider
{
    public bool IsOver { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer? timer = null;
        return timer = inner.CreateTimer(
            given =>
            {
                if (IsOver) timer?.Dispose();
                else callback(given);
            },
            state, dueTime, period);
    }
}

/// <summary>A wall clock that is off.</summary>
internal sealed class SkewedClock(TimeProvider inner) : TimeProvider
{
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Skew;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}

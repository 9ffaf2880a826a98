namespace Polymasq.TestKit;

/// <summary>
/// The system's time at a fraction of its speed: for what a part has to do within a second, it has so many seconds. So its promises are measured,
/// and not how busy the machine is. The wall clock is not slowed down.
/// </summary>
/// <param name="factor">How many seconds make one.</param>
public sealed class SlowTime(int factor) : TimeProvider
{
    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => System.GetTimestamp() / factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new SlowTimer(System.CreateTimer(callback, state, Stretched(dueTime, factor), Stretched(period, factor)), factor);

    private static TimeSpan Stretched(TimeSpan time, int factor) => time == Timeout.InfiniteTimeSpan ? time : time * factor;

    private sealed class SlowTimer(ITimer timer, int factor) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Stretched(dueTime, factor), Stretched(period, factor));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

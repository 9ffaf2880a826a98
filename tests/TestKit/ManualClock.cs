namespace Polymasq.TestKit;

/// <summary>Time that stands still until a test moves it. Timers fire in the order of their due times, on the mover's thread.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly PriorityQueue<ManualTimer, (long Due, long Order)> _timers = new();
    private readonly Lock _gate = new(); // timers are set by whoever waits, on any thread
    private long _order;

    public ManualClock()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public ManualClock(DateTimeOffset start) => Start = start;

    /// <summary>The wall clock at the start; <see cref="Skew"/> is added to what it shows.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>How far the wall clock is off. The monotonic clock and the timers do not see it.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>When the next timer is due, since the start; null when none is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate) return Next();
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed + Skew;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to <paramref name="elapsed"/> since the start and fires what is due there. Never past a timer: see <see cref="NextDue"/>.</summary>
    public void MoveTo(TimeSpan elapsed)
    {
        if (elapsed < Elapsed || elapsed > (NextDue ?? elapsed)) throw new ArgumentOutOfRangeException(nameof(elapsed), elapsed, "must not go back or jump a timer");
        Elapsed = elapsed;
        while (TakeDue() is { } timer) timer.Fire();
    }

    private TimeSpan? Next()
    {
        while (_timers.TryPeek(out ManualTimer? timer, out (long Due, long Order) key))
        {
            if (timer.IsDue(key.Due)) return TimeSpan.FromTicks(key.Due);
            _timers.Dequeue();
        }

        return null;
    }

    private ManualTimer? TakeDue()
    {
        lock (_gate) return Next() <= Elapsed ? _timers.Dequeue() : null;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _due = long.MaxValue;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool IsDue(long due) => _due == due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Set(dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : (clock.Elapsed + dueTime).Ticks);
            return true;
        }

        public void Fire()
        {
            Set(_period > TimeSpan.Zero ? (clock.Elapsed + _period).Ticks : long.MaxValue);
            callback(state);
        }

        public void Dispose() => _due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(long due)
        {
            _due = due;
            if (due == long.MaxValue) return;
            lock (clock._gate) clock._timers.Enqueue(this, (due, clock._order++));
        }
    }
}

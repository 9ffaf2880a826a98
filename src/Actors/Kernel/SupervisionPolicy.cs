namespace Polymasq.Actors.Kernel;

/// <summary>What follows when an actor throws.</summary>
public enum Directive
{
    /// <summary>Go on with the same object; the message is lost.</summary>
    Resume,

    /// <summary>A new object on the same mailbox, after the backoff.</summary>
    Restart,

    /// <summary>The actor ends.</summary>
    Stop,

    /// <summary>The parent fails with the same exception; at the root the system ends.</summary>
    Escalate,
}

/// <summary>
/// Restart with backoff and jitter, and a window that tells bad luck from a broken actor. Each child of a parent is
/// treated alone (Akka's one-for-one).
/// </summary>
public sealed record SupervisionPolicy
{
    public static SupervisionPolicy Default { get; } = new();

    /// <summary>Chooses by the exception; null means always restart.</summary>
    public Func<Exception, Directive>? Decide { get; init; }

    /// <summary>Restarts within <see cref="Window"/> that are still taken for bad luck.</summary>
    public int RestartsMax { get; init; } = 10;

    /// <summary>The time in which restarts are counted together.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pause before the first restart; it doubles with each further one in the window.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest pause before a restart.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Part of the pause that is random, 0 to 1, so that actors that failed together do not come back together.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>What follows when the window's restarts are used up.</summary>
    public Directive WhenExhausted { get; init; } = Directive.Escalate;

    internal TimeSpan Backoff(int restartsInWindow, Random random)
    {
        double doubled = BackoffMin.TotalMilliseconds * Math.Pow(2, Math.Min(restartsInWindow - 1, 30));
        double pause = Math.Min(doubled, BackoffMax.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(pause * (1 + Jitter * random.NextDouble()));
    }
}

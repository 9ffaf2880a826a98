namespace Polymasq.TestKit.Clustering;

/// <summary>What goes wrong between one gateway and the store. Nothing, unless a test sets it; may be changed at any time.</summary>
public sealed class StoreFaults
{
    /// <summary>How long requests take to the store. Zero: none waits.</summary>
    public TimeRange RequestDelay { get; set; }

    /// <summary>How long answers take back.</summary>
    public TimeRange AnswerDelay { get; set; }

    /// <summary>How long what was committed takes to a watch.</summary>
    public TimeRange WatchDelay { get; set; }

    /// <summary>The share of requests that no member takes: nothing happened, and the caller is told so.</summary>
    public double Refused { get; set; }

    /// <summary>The share of requests that are lost: nothing happened, but the caller can't know.</summary>
    public double RequestLost { get; set; }

    /// <summary>The share of requests that are carried out up to <see cref="LateBy"/> after the caller gave up.</summary>
    public double RequestLate { get; set; }

    /// <summary>The share of answers that are lost: it happened, but the caller can't know.</summary>
    public double AnswerLost { get; set; }

    /// <summary>The share of requests carried out twice because the first answer was lost: the second answer is told.</summary>
    public double Repeated { get; set; }

    /// <summary>Whether requests arrive at all.</summary>
    public bool IsCutThere { get; set; }

    /// <summary>Whether answers and changes come back at all.</summary>
    public bool IsCutBack { get; set; }

    /// <summary>After this long without an answer a call has failed with an unknown outcome.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    public TimeSpan LateBy { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it takes until the client knows that it can't commit, and that it can again.</summary>
    public TimeSpan DetectAfter { get; set; } = TimeSpan.FromSeconds(1);

    public bool IsCut => IsCutThere || IsCutBack;
}

/// <summary>A time between two bounds, drawn evenly.</summary>
public readonly record struct TimeRange(TimeSpan Min, TimeSpan Max)
{
    public static TimeRange UpTo(TimeSpan max) => new(TimeSpan.Zero, max);

    public TimeSpan Draw(Random random) => Max <= Min ? Min : Min + TimeSpan.FromTicks(random.NextInt64((Max - Min).Ticks));
}

namespace Polymasq.Actors.Listeners;

/// <summary>One target of the plan and how far it has come.</summary>
internal sealed class Listener(ListenTarget target)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private const int QuietAttempts = 4; // an address that was announced a moment ago may take a second to become bindable

    private int _attempts;

    public ListenTarget Target { get; } = target;

    public ListenResult Result { get; private set; }

    public bool IsOpen => _attempts > 0 && Result.Outcome == ListenOutcome.Open;

    /// <summary>When to try again, a timestamp of the system's clock.</summary>
    public long DueAt { get; private set; }

    /// <summary>The trouble has been told: it is told again only when it is another one.</summary>
    public string Reported { get; set; } = "";

    public bool IsWorthTelling =>
        !IsOpen && Result.Text != Reported && (Result.Outcome != ListenOutcome.NotThere || _attempts >= QuietAttempts);

    public void Tried(in ListenResult result, TimeProvider time)
    {
        Result = result;
        double pause = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, _attempts), LongestPause.TotalSeconds);
        if (_attempts < 30) _attempts++;
        DueAt = time.GetTimestamp() + (long)(pause * time.TimestampFrequency);
    }
}

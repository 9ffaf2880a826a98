namespace Polymasq.Actors.Upstreams;

/// <summary>What is known of one server, and what follows from it. Pure: the clock and the probes belong to its actor.</summary>
internal sealed class UpstreamHealth
{
    /// <summary>When nothing is known: hedge after this, and expect it.</summary>
    public const int FirstGuessMicros = 300_000;

    private const int HedgeMinMicros = 20_000, HedgeMaxMicros = 400_000;
    private const int SamplesForPercentile = 8;
    private const int SamplesKept = 256;

    // What a lost question costs is the wait for the hedge; what a refused one costs is a round trip and a second server's load.
    private const double LossCostMicros = HedgeMaxMicros, FailureCostMicros = 1_000_000;
    private const double LatencyWeight = 1.0 / 8, RatioWeight = 1.0 / 16;

    private const int SilencesUntilDown = 2;
    private const int IntervalSecondsMax = 30;

    private readonly double[] _latencies = new double[LatencyScale.BucketCount];
    private double _samples;
    private double _meanMicros = FirstGuessMicros;
    private bool _hasMean;
    private int _silences;

    public UpstreamState State { get; private set; }

    /// <summary>Share of questions without any reply, 0 to 1, recent ones weighing more.</summary>
    public double Loss { get; private set; }

    /// <summary>Share of replies that were no answer, 0 to 1.</summary>
    public double Failure { get; private set; }

    /// <summary>Microseconds; the first guess while nothing was measured.</summary>
    public double MeanMicros => _meanMicros;

    public UpstreamVerdict Verdict
    {
        get
        {
            double expected = _meanMicros + (Loss * LossCostMicros) + (Failure * FailureCostMicros);
            return new UpstreamVerdict(State, (int)Math.Min(expected, int.MaxValue), HedgeMicros());
        }
    }

    /// <summary>The time between two probes: 1 s, and for a server that is down 2, 4, 8 … 30 s.</summary>
    public TimeSpan ProbeInterval =>
        TimeSpan.FromSeconds(State == UpstreamState.Down ? Math.Min(1 << Math.Clamp(_silences - 1, 0, 10), IntervalSecondsMax) : 1);

    public void Replied()
    {
        State = UpstreamState.Up;
        _silences = 0;
    }

    /// <summary>True when this is news: the server should be probed.</summary>
    public bool Beaten()
    {
        if (State is UpstreamState.Suspect or UpstreamState.Down) return false;
        State = UpstreamState.Suspect;
        return true;
    }

    public void Silent()
    {
        _silences++;
        if (_silences >= SilencesUntilDown) State = UpstreamState.Down;
        else if (State != UpstreamState.Down) State = UpstreamState.Suspect;
    }

    /// <summary>Takes in what shards have counted since the last time.</summary>
    public void Take(UpstreamSample sample)
    {
        TakeLatencies(sample);
        if (sample.Replied > 0) _silences = 0;
        long finished = sample.Replied + sample.Silent;
        if (finished > 0) Loss = Blend(Loss, (double)sample.Silent / finished, RatioWeight, finished);
        if (sample.Replied > 0) Failure = Blend(Failure, (double)(sample.Failed + sample.Refused) / sample.Replied, RatioWeight, sample.Replied);
        if (sample.Replied > 0 && State == UpstreamState.Unknown) Replied();
    }

    private void TakeLatencies(UpstreamSample sample)
    {
        if (sample.Replied == 0) return;
        double mean = (double)sample.LatencyMicros / sample.Replied;
        _meanMicros = _hasMean ? Blend(_meanMicros, mean, LatencyWeight, sample.Replied) : mean;
        _hasMean = true;
        for (int i = 0; i < _latencies.Length; i++) _latencies[i] += sample.Latencies[i];
        _samples += sample.Replied;
        if (_samples <= SamplesKept) return;
        double keep = SamplesKept / 2 / _samples; // what is old fades
        for (int i = 0; i < _latencies.Length; i++) _latencies[i] *= keep;
        _samples *= keep;
    }

    private int HedgeMicros()
    {
        if (_samples < SamplesForPercentile) return FirstGuessMicros;
        double left = _samples * 0.95;
        int bucket = 0;
        while (bucket < _latencies.Length - 1 && (left -= _latencies[bucket]) > 0) bucket++;
        return Math.Clamp(LatencyScale.UpperBoundOf(bucket), HedgeMinMicros, HedgeMaxMicros);
    }

    // n samples at once weigh as much as one after the other would.
    private static double Blend(double old, double fresh, double weight, long samples) =>
        old + ((fresh - old) * (1 - Math.Pow(1 - weight, samples)));
}

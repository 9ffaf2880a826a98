using System.Globalization;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>What is done to gateways, store, network and clients.</summary>
internal enum FaultKind
{
    Crash,
    CrashAfterCommit,
    CrashWhenChosen,
    Pause,
    Deaf,
    Mute,
    ApartFromClients,
    StoreCut,
    StoreCutThere,
    StoreCutBack,
    NoQuorum,
    StoreTrouble,
    SlowStore,
    SlowWatch,
    BadNetwork,
    Compact,
    Drain,
    ClientMoves,
    ClientReleases,
    ClientDeclines,
    VisitorComes,
}

/// <summary>One of them.</summary>
/// <param name="At">Since the start.</param>
/// <param name="Kind">What.</param>
/// <param name="Whom">A gateway or a client, from 1 on.</param>
/// <param name="For">How long it lasts.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Whom, TimeSpan For)
{
    public TimeSpan End => At + For;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} of {Whom} for {For.TotalSeconds:f1} s");
}

/// <summary>Everything about a run that is decided before it: all from the seed.</summary>
internal sealed class FaultPlan
{
    private const double LongestFault = 60;
    private static readonly FaultKind[] ClientFaults = [FaultKind.ClientMoves, FaultKind.ClientReleases, FaultKind.ClientDeclines];

    public FaultPlan(int seed)
    {
        Random random = new(seed);
        Seed = seed;
        Gateways = random.Next(3, 6);
        Clients = random.Next(5, 9);
        Visitors = random.Next(3, 7);
        Chaos = TimeSpan.FromSeconds(random.Next(100, 301));
        double half = Site.ClockBound.TotalSeconds / 2;
        Skews = [.. Enumerable.Range(0, Gateways).Select(_ => TimeSpan.FromMilliseconds(Math.Round((random.NextDouble() - 0.5) * 2000 * half)))];
        OnlyDeaths = seed % 10 == 0;
        Faults = OnlyDeaths ? Deaths(random) : Mixed(random);
    }

    public int Seed { get; }

    public int Gateways { get; }

    /// <summary>Who stay, and must have a lease in the end.</summary>
    public int Clients { get; }

    /// <summary>Who come once, for a while: with them there are more clients than addresses.</summary>
    public int Visitors { get; }

    /// <summary>How long faults may begin and last; then everything is well.</summary>
    public TimeSpan Chaos { get; }

    /// <summary>How far each gateway's clock is off; no two are further apart than the bound.</summary>
    public IReadOnlyList<TimeSpan> Skews { get; }

    /// <summary>Nothing happens but that gateways die when a client has chosen them.</summary>
    public bool OnlyDeaths { get; }

    public IReadOnlyList<Fault> Faults { get; }

    public override string ToString() => $"seed {Seed}: {Gateways} gateways, {Clients} clients, faults for {Chaos.TotalSeconds} s{(OnlyDeaths ? ", deaths alone" : "")}";

    private Fault[] Mixed(Random random)
    {
        int count = random.Next(8, 20);
        FaultKind[] kinds = [.. Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.CrashWhenChosen or FaultKind.VisitorComes))];
        IEnumerable<Fault> visits = Enumerable.Range(Clients + 1, Visitors).Select(visitor => Any(random, [FaultKind.VisitorComes]) with { Whom = visitor });
        return [.. Enumerable.Range(0, count).Select(_ => Any(random, kinds)).Concat(visits).OrderBy(fault => fault.At)];
    }

    private Fault Any(Random random, FaultKind[] kinds)
    {
        FaultKind kind = kinds[random.Next(kinds.Length)];
        int whom = random.Next(ClientFaults.Contains(kind) ? Clients : Gateways) + 1;
        TimeSpan at = TimeSpan.FromMilliseconds(random.Next((int)Chaos.TotalMilliseconds));
        // Most faults are short, a few last longer than a lease.
        double seconds = LongestFault * Math.Pow(random.NextDouble(), 2) * (random.Next(8) == 0 ? 4 : 1);
        return new Fault(at, kind, whom, TimeSpan.FromMilliseconds(Math.Round(1000 * seconds)));
    }

    /// <summary>One at a time, each with time to come back; clients come and go so that somebody is choosing.</summary>
    private Fault[] Deaths(Random random)
    {
        List<Fault> faults = [];
        for (double at = 20; at < Chaos.TotalSeconds - 30; at += 40)
        {
            int client = random.Next(Clients) + 1;
            faults.Add(new Fault(TimeSpan.FromSeconds(at), FaultKind.CrashWhenChosen, client, TimeSpan.FromSeconds(20)));
        }

        return [.. faults];
    }
}

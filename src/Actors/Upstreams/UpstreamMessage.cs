namespace Polymasq.Actors.Upstreams;

/// <summary>What a server's actor is told at once by shards. Everything else it reads from their tallies.</summary>
public readonly record struct UpstreamMessage
{
    internal enum Verb : byte { None, Replied, Beaten, Silent, Hinted, Tick, ProbeDue }

    internal Verb What { get; private init; }

    internal long Micros { get; private init; }

    /// <summary>A valid reply came from a server that is not up. Others are only counted.</summary>
    internal static UpstreamMessage Replied(long micros) => new() { What = Verb.Replied, Micros = micros };

    /// <summary>Another server has answered while this one, asked first, stayed silent for longer than it usually takes.</summary>
    internal static UpstreamMessage Beaten() => new() { What = Verb.Beaten };

    /// <summary>A question was given up without a reply.</summary>
    internal static UpstreamMessage Silent() => new() { What = Verb.Silent };

    /// <summary>Another gateway cannot reach the server: worth a probe now, whatever is thought of it here.</summary>
    internal static UpstreamMessage Hinted() => new() { What = Verb.Hinted };

    internal static UpstreamMessage Tick() => new() { What = Verb.Tick };

    internal static UpstreamMessage ProbeDue() => new() { What = Verb.ProbeDue };
}

namespace Polymasq.Actors.Upstreams;

/// <summary>What is thought of an upstream server.</summary>
public enum UpstreamState : byte
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    /// <summary>Answers.</summary>
    Up,

    /// <summary>Has just let a question wait that another server answered, or none: asked only if no other is up, and probed at once.</summary>
    Suspect,

    /// <summary>Silent again and again: probed at growing intervals, asked only if all are down.</summary>
    Down,
}

/// <summary>What a server's actor publishes and shards choose by. One 64-bit value, so it is always read whole.</summary>
/// <remarks>
/// <code>
/// 63..62 state | 61..31 expected cost | 30..0 hedge after, both in microseconds
/// </code>
/// </remarks>
/// <param name="State">See <see cref="UpstreamState"/>.</param>
/// <param name="ExpectedMicros">Latency to expect, losses and refusals priced in.</param>
/// <param name="HedgeMicros">When a question should also go to another server: this server's 95th percentile, within limits.</param>
public readonly record struct UpstreamVerdict(UpstreamState State, int ExpectedMicros, int HedgeMicros)
{
    private const int MicrosMask = int.MaxValue;

    internal long Pack() => ((long)State << 62) | ((long)(ExpectedMicros & MicrosMask) << 31) | (uint)(HedgeMicros & MicrosMask);

    internal static UpstreamVerdict Unpack(long packed) =>
        new((UpstreamState)(packed >>> 62), (int)(packed >> 31) & MicrosMask, (int)packed & MicrosMask);
}

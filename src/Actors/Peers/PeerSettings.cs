using Polymasq.Protocols.Dns.Tsig;

namespace Polymasq.Actors.Peers;

/// <summary>What the gateways of a cluster must have in common to ask each other.</summary>
/// <param name="Key">Of cluster.secret-file.</param>
/// <param name="FudgeSeconds">How far their clocks may be apart: cluster.clock-bound, and never less than five minutes.</param>
public sealed record PeerSettings(TsigKey Key, ushort FudgeSeconds)
{
    /// <summary>The name under which all gateways know their key.</summary>
    public const string KeyName = "polymasq.";

    private const int FudgeMin = 300; // RFC 8945 §10: what everybody uses

    public static PeerSettings From(ReadOnlySpan<byte> secret, TimeSpan clockBound) =>
        new(new TsigKey(KeyName, secret), (ushort)Math.Clamp(clockBound.TotalSeconds, FudgeMin, ushort.MaxValue));

    /// <summary>A codec for one thread.</summary>
    public TsigCodec MakeCodec() => new(Key, FudgeSeconds);
}

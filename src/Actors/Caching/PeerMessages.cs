using Polymasq.Actors.Peers;
using Polymasq.Protocols.Dns.Tsig;

namespace Polymasq.Actors.Caching;

/// <summary>The messages between a shard and other gateways: signed questions, and replies that must be signed to them.</summary>
internal sealed class PeerMessages(PeerSettings settings, ShardClock clock) : IDisposable
{
    private readonly TsigCodec _codec = settings.MakeCodec();

    public int SignatureLength => _codec.RecordLength;

    /// <summary>Writes the question of an attempt, whose ID it has, and keeps its signature.</summary>
    /// <param name="destination">At least <see cref="UpstreamQuery.LengthMax"/> and <see cref="SignatureLength"/> bytes.</param>
    /// <param name="cacheOnly">The other gateway shall not ask upstream: RD is clear.</param>
    public int Write(Span<byte> destination, Resolution resolution, int attempt, bool cacheOnly)
    {
        int length = UpstreamQuery.Write(destination, resolution.Key, resolution.Attempts[attempt].Id, withEdns: true, recursionDesired: !cacheOnly);
        return _codec.Sign(destination, length, [], clock.Seconds, out resolution.MacOf(attempt));
    }

    /// <summary>Whether a reply is from the gateway that was asked.</summary>
    public bool IsGenuine(ReadOnlySpan<byte> reply, Resolution resolution, int attempt) =>
        _codec.Verify(reply, resolution.MacOf(attempt), clock.Seconds, out _) == TsigStatus.Ok;

    public void Dispose() => _codec.Dispose();
}

namespace Polymasq.Protocols.Dns.Tsig;

/// <summary>A secret that two servers share, and its name. The algorithm is hmac-sha256, which RFC 8945 §6 requires of everybody.</summary>
public sealed class TsigKey
{
    private readonly byte[] _secret;

    /// <param name="name">As text, for example <c>polymasq.</c>.</param>
    /// <param name="secret">Copied. RFC 8945 §8: as long as the hash, 32 bytes, and random.</param>
    /// <exception cref="ArgumentException">Not a domain name, or no secret.</exception>
    public TsigKey(string name, ReadOnlySpan<byte> secret)
    {
        if (secret.IsEmpty) throw new ArgumentException("a key without a secret", nameof(secret));
        WireName = DnsNameText.ToLowerWire(name) ?? throw new ArgumentException("not a domain name", nameof(name));
        _secret = secret.ToArray();
    }

    internal byte[] WireName { get; }

    internal ReadOnlySpan<byte> Secret => _secret;
}

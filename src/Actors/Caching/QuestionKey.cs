using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Bits of a query that make its answer a different one, and so belong to the key.</summary>
[Flags]
internal enum KeyBits : byte
{
    None = 0,

    /// <summary>DO (RFC 3225): the answer carries signatures.</summary>
    DnssecOk = 1,

    /// <summary>CD (RFC 4035 §3.2.2): the upstream must not hold back what it could not validate.</summary>
    CheckingDisabled = 2,
}

/// <summary>What a cached answer is found by.</summary>
/// <param name="question">The question as on the wire, its name uncompressed and in lower case: name, type, class.</param>
/// <param name="bits">See <see cref="KeyBits"/>.</param>
/// <param name="hash">Of all this, by the <see cref="QuestionHasher"/> that all shards share.</param>
internal readonly ref struct QuestionKey(ReadOnlySpan<byte> question, KeyBits bits, ulong hash)
{
    /// <summary>Type and class behind the name.</summary>
    public const int FixedLength = 4;

    public const int LengthMax = DnsName.WireLengthMax + FixedLength;

    /// <summary>The bits of a query with these flags.</summary>
    public static KeyBits BitsOf(bool dnssecOk, bool checkingDisabled) =>
        (dnssecOk ? KeyBits.DnssecOk : 0) | (checkingDisabled ? KeyBits.CheckingDisabled : 0);

    public ReadOnlySpan<byte> Question { get; } = question;

    public ReadOnlySpan<byte> Name => Question[..^FixedLength];

    public KeyBits Bits { get; } = bits;

    public ulong Hash { get; } = hash;
}

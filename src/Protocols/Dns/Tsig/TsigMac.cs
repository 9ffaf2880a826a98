using System.Runtime.CompilerServices;

namespace Polymasq.Protocols.Dns.Tsig;

/// <summary>A message authentication code of HMAC-SHA-256 as a value: kept beside a question until its response is signed or verified.</summary>
[InlineArray(Length)]
public struct TsigMac
{
    /// <summary>Bytes.</summary>
    public const int Length = 32;

    // RFC 8945 §5.2.2.1: less than this is no signature at all.
    internal const int TruncatedLengthMin = Length / 2;

    private byte _first;
}

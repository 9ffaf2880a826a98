namespace Polymasq.Protocols.Dns.Edns;

/// <summary>What an OPT record says (RFC 6891 §6.1).</summary>
/// <remarks>
/// The record's class is the sender's UDP payload size, its TTL holds the rest:
/// <code>
/// 0 EXTENDED-RCODE | 1 VERSION | 2 DO, Z
/// </code>
/// </remarks>
public readonly record struct EdnsFields
{
    /// <summary>What a message without EDNS may carry by UDP, and the least that any EDNS size means (RFC 6891 §6.2.3).</summary>
    public const int UdpPayloadSizeMin = 512;

    internal const int DnssecOkBit = 0x8000;

    // RFC 7873 §4: 8 octets of the client, or these and 8 to 32 of the server.
    private const int ClientCookieLength = 8, FullCookieLengthMin = 16, FullCookieLengthMax = 40;

    /// <summary>A message without EDNS.</summary>
    public static EdnsFields None { get; } = new() { UdpPayloadSize = UdpPayloadSizeMin };

    public bool IsPresent { get; init; }

    public byte Version { get; init; }

    /// <summary>The upper 8 bits of the 12-bit RCODE.</summary>
    public byte ExtendedRcode { get; init; }

    /// <summary>Bytes, never below <see cref="UdpPayloadSizeMin"/>.</summary>
    public int UdpPayloadSize { get; init; }

    /// <summary>DO: the sender wants DNSSEC records (RFC 3225).</summary>
    public bool DnssecOk { get; init; }

    /// <summary>The sender wants to know who answers: an NSID option (RFC 5001 §2.1), whatever it carries.</summary>
    public bool WantsNsid { get; init; }

    /// <summary>Where the cookie option's data stands in the message; meaningless when <see cref="CookieLength"/> is 0.</summary>
    public int CookieOffset { get; init; }

    /// <summary>Octets of the cookie (8, or 16 to 40); 0 when there is none.</summary>
    public int CookieLength { get; init; }

    /// <summary>The message's whole RCODE: the header's 4 bits and this record's 8.</summary>
    public Rcode Combine(Rcode headerRcode) => (Rcode)((ExtendedRcode << 4) | ((ushort)headerRcode & 0xf));

    /// <summary>
    /// Reads an OPT record. False when its options are broken; the fixed fields are then still good. Options of a version we do not
    /// know are not looked at: their layout may be another.
    /// </summary>
    public static bool TryRead(in DnsRecord opt, out EdnsFields fields)
    {
        uint ttl = opt.RawTtl;
        fields = new EdnsFields
        {
            IsPresent = true,
            ExtendedRcode = (byte)(ttl >> 24),
            Version = (byte)(ttl >> 16),
            UdpPayloadSize = Math.Max((int)opt.Class, UdpPayloadSizeMin),
            DnssecOk = (ttl & DnssecOkBit) != 0,
        };
        return fields.Version != 0 || opt.DataLength == 0 || TryReadOptions(opt, ref fields);
    }

    private static bool TryReadOptions(in DnsRecord opt, ref EdnsFields fields)
    {
        EdnsOptionReader options = new(opt.Data);
        while (options.MoveNext())
        {
            if (options.Code == EdnsOptionCode.Nsid) fields = fields with { WantsNsid = true };
            if (options.Code != EdnsOptionCode.Cookie) continue;
            // RFC 7873 §5.2.2: any other length is FORMERR. Of several cookies the first counts (§5.2).
            int length = options.Data.Length;
            if (length is not ClientCookieLength and not (>= FullCookieLengthMin and <= FullCookieLengthMax)) return false;
            if (fields.CookieLength != 0) continue;
            fields = fields with { CookieOffset = opt.DataOffset + options.DataOffset, CookieLength = length };
        }

        return !options.IsCutShort;
    }
}

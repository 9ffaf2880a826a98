namespace Polymasq.Protocols.Dns;

/// <summary>The second 16 bits of the header (RFC 1035 §4.1.1, RFC 4035 §3.1.6 for AD and CD).</summary>
/// <remarks>
/// <code>
///  15 14 13 12 11 10  9  8  7  6  5  4  3  2  1  0
/// |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
/// </code>
/// </remarks>
public readonly record struct DnsFlags(ushort Value)
{
    public const ushort Response = 0x8000;
    public const ushort Authoritative = 0x0400;
    public const ushort Truncated = 0x0200;
    public const ushort RecursionDesired = 0x0100;
    public const ushort RecursionAvailable = 0x0080;
    public const ushort AuthenticData = 0x0020;
    public const ushort CheckingDisabled = 0x0010;

    private const int OpcodeShift = 11;
    private const ushort OpcodeMask = 0x7800;
    private const ushort RcodeMask = 0x000f;

    public bool IsResponse => (Value & Response) != 0;
    public bool IsAuthoritative => (Value & Authoritative) != 0;
    public bool IsTruncated => (Value & Truncated) != 0;
    public bool IsRecursionDesired => (Value & RecursionDesired) != 0;
    public bool IsRecursionAvailable => (Value & RecursionAvailable) != 0;
    public bool IsAuthenticData => (Value & AuthenticData) != 0;
    public bool IsCheckingDisabled => (Value & CheckingDisabled) != 0;
    public Opcode Opcode => (Opcode)((Value & OpcodeMask) >> OpcodeShift);

    /// <summary>The header's four bits; the OPT record may extend them.</summary>
    public Rcode Rcode => (Rcode)(Value & RcodeMask);

    /// <summary>The same flags with <paramref name="bits"/> (constants of this type) set.</summary>
    public DnsFlags With(ushort bits) => new((ushort)(Value | bits));

    /// <summary>The same flags with <paramref name="bits"/> (constants of this type) cleared.</summary>
    public DnsFlags Without(ushort bits) => new((ushort)(Value & ~bits));

    /// <summary>The same flags with the header's share of <paramref name="rcode"/>; its high bits belong into the OPT record.</summary>
    public DnsFlags With(Rcode rcode) => new((ushort)((Value & ~RcodeMask) | ((ushort)rcode & RcodeMask)));

    /// <summary>
    /// The flags of a response to a query with these flags: QR and RA set, opcode, RD and CD copied, the rest clear
    /// (RFC 1035 §4.1.1, RFC 6840 §5.6 for CD).
    /// </summary>
    public DnsFlags ToResponse(Rcode rcode) =>
        new DnsFlags((ushort)((Value & (OpcodeMask | RecursionDesired | CheckingDisabled)) | Response | RecursionAvailable)).With(rcode);
}

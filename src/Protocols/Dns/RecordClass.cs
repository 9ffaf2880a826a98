namespace Polymasq.Protocols.Dns;

/// <summary>CLASS and QCLASS (RFC 1035 §3.2.4, RFC 6895 §3.2).</summary>
public enum RecordClass : ushort
{
    Internet = 1,
    Chaos = 3,
    Hesiod = 4,
    None = 254,
    Any = 255,
}

namespace Polymasq.Protocols.Dns;

/// <summary>
/// RCODE with EDNS's extension to 12 bits (RFC 6891 §6.1.3): the low 4 bits travel in the header, the high 8 in the OPT record.
/// </summary>
public enum Rcode : ushort
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NxDomain = 3,
    NotImp = 4,
    Refused = 5,
    YxDomain = 6,
    YxRrset = 7,
    NxRrset = 8,
    NotAuth = 9,
    NotZone = 10,
    BadVers = 16,
    BadCookie = 23,
}

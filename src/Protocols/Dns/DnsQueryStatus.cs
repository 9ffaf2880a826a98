namespace Polymasq.Protocols.Dns;

/// <summary>What is to be done with a datagram that came to a listener's port.</summary>
public enum DnsQueryStatus : byte
{
    Ok,

    /// <summary>Drop: shorter than a header, there is nobody to answer.</summary>
    TooShort,

    /// <summary>Drop: QR is set. A response to a response could go on for ever.</summary>
    IsResponse,

    /// <summary>Answer <see cref="Rcode.FormErr"/>.</summary>
    FormErr,

    /// <summary>Answer <see cref="Rcode.NotImp"/>: an opcode other than QUERY.</summary>
    NotImp,

    /// <summary>Answer <see cref="Rcode.BadVers"/>: an EDNS version other than 0.</summary>
    BadVers,
}

namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>What an option's value is, and so how it is written in the configuration.</summary>
public enum OptionKind : byte
{
    /// <summary>Set by the server itself; can't be configured.</summary>
    Server,

    /// <summary>One IPv4 address; 0.0.0.0 means our own on the client's subnet.</summary>
    Address,

    /// <summary>One or more IPv4 addresses, best first; 0.0.0.0 means our own on the client's subnet.</summary>
    Addresses,

    /// <summary>Pairs of IPv4 addresses: destination and router (33), address and mask (21).</summary>
    AddressPairs,

    /// <summary>Pairs of a prefix and a router, with as few prefix bytes as needed (RFC 3442).</summary>
    Routes,

    Bool,

    /// <summary>0 to 255.</summary>
    UInt8,

    /// <summary>0 to 65535.</summary>
    UInt16,

    /// <summary>One or more numbers of 0 to 65535.</summary>
    UInt16List,

    /// <summary>0 to 4294967295.</summary>
    UInt32,

    /// <summary>-2147483648 to 2147483647.</summary>
    Int32,

    /// <summary>Text, without a terminating zero (RFC 2132 §2).</summary>
    Text,

    /// <summary>One or more domain names in DNS form, one after the other.</summary>
    DomainNames,

    /// <summary>One or more domain names in DNS form, compressed among each other (RFC 3397 §2).</summary>
    DomainSearch,

    /// <summary>SIP servers: all addresses or all domain names (RFC 3361 §3).</summary>
    SipServers,

    /// <summary>Bytes, written in hexadecimal.</summary>
    Hex,

    /// <summary>An option without a definition: addresses, hexadecimal bytes, a number or text, whichever it looks like.</summary>
    Guess,
}

namespace Polymasq.Protocols.Dns;

/// <summary>Why reading a message stopped. Wire data never throws; the caller decides between FORMERR, the next server and silence.</summary>
public enum DnsReadStatus : byte
{
    Ok,

    /// <summary>The message ends before what it announces.</summary>
    Truncated,

    /// <summary>More than 255 octets in a name (RFC 1035 §2.3.4).</summary>
    NameTooLong,

    /// <summary>A label starts with the bits 01 or 10, which no standard in use defines (RFC 6891 §5).</summary>
    BadLabelType,

    /// <summary>A compression pointer that does not point before the labels it continues: forwards, at itself or in a loop.</summary>
    PointerNotBackwards,

    /// <summary>A compression pointer to the 12 bytes of the header, where no name can be.</summary>
    PointerIntoHeader,

    /// <summary>More pointers in one name than a name has labels.</summary>
    TooManyPointers,

    /// <summary>RDATA that does not have the layout its type demands.</summary>
    BadRecordData,
}

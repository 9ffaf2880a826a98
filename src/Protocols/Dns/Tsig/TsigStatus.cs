namespace Polymasq.Protocols.Dns.Tsig;

/// <summary>What a message's signature is worth, in the order in which RFC 8945 §5.2 has it checked.</summary>
public enum TsigStatus : byte
{
    /// <summary>The message is from somebody who has the key, and nobody has changed it.</summary>
    Ok,

    /// <summary>There is no TSIG record.</summary>
    Unsigned,

    /// <summary>The message is broken, or its TSIG record is, stands elsewhere than last, or is not alone.</summary>
    FormErr,

    /// <summary>Signed with a key or an algorithm that is not ours.</summary>
    BadKey,

    /// <summary>The signature is not that of this message.</summary>
    BadSig,

    /// <summary>Signed too long ago, or by a clock that is too far ahead.</summary>
    BadTime,

    /// <summary>The signature is right as far as it goes, and shorter than we take.</summary>
    BadTrunc,
}

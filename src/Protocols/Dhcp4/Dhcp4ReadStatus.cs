namespace Polymasq.Protocols.Dhcp4;

/// <summary>Why a message could not be read. Every value but <see cref="Ok"/> means: count it and drop it; wire data never throws.</summary>
public enum Dhcp4ReadStatus : byte
{
    Ok,

    /// <summary>Shorter than the fixed part and the magic cookie, 240 bytes.</summary>
    TooShort,

    /// <summary>op is neither BOOTREQUEST (1) nor BOOTREPLY (2).</summary>
    BadOp,

    /// <summary>hlen is more than the 16 bytes that chaddr has.</summary>
    BadHardwareLength,

    /// <summary>The vendor area does not start with 99.130.83.99 (RFC 2131 §3): BOOTP of before 1993, or not BOOTP at all.</summary>
    BadCookie,

    /// <summary>An option's length runs past the end of its field.</summary>
    OptionPastEnd,

    /// <summary>Option 52 is not one byte of 1, 2 or 3.</summary>
    BadOverload,

    /// <summary>An option whose length RFC 2132 fixes (50, 51, 53, 54, 57) has another one.</summary>
    BadOptionLength,

    /// <summary>No option 53: plain BOOTP (RFC 1534 §2).</summary>
    NoMessageType,

    /// <summary>Option 53 is not one of RFC 2131's eight types.</summary>
    BadMessageType,
}

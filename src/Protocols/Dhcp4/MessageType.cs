namespace Polymasq.Protocols.Dhcp4;

/// <summary>The DHCP message type, option 53 (RFC 2132 §9.6). Types above 8 belong to extensions no client of ours speaks.</summary>
public enum MessageType : byte
{
    Discover = 1,
    Offer = 2,
    Request = 3,
    Decline = 4,
    Ack = 5,
    Nak = 6,
    Release = 7,
    Inform = 8,
}

using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>What a DHCP listener counts. Everything that is dropped is counted here, and only here: hostile packets write no log.</summary>
public enum Dhcp4Counter : byte
{
    /// <summary>Datagrams received.</summary>
    Received,

    OffersSent,
    AcksSent,
    NaksSent,

    /// <summary>DHCPINFORM answered; also counted in <see cref="AcksSent"/>.</summary>
    InformsAnswered,

    /// <summary>Dropped: a reply, or a message type that only servers send.</summary>
    NotFromClient,

    /// <summary>Dropped: neither client identifier nor hardware address.</summary>
    Nameless,

    /// <summary>Dropped: the message lacks an address or a server identifier that its kind must have (RFC 2131 table 5).</summary>
    Incomplete,

    /// <summary>Dropped: DHCPRELEASE, DHCPDECLINE or unicast meant for another server.</summary>
    ForAnotherServer,

    /// <summary>Dropped: no configured subnet fits the link or the relay.</summary>
    NoSubnet,

    /// <summary>Dropped: as many messages as allowed are under way, or the ledger's mailbox is full.</summary>
    Overloaded,

    /// <summary>Not answered: it is another gateway's turn, or this one has left or is draining.</summary>
    LeftToOthers,

    /// <summary>Not answered: the ledger said so.</summary>
    Silent,

    /// <summary>Given up: no decision came in time.</summary>
    Expired,

    ProbesStarted,

    /// <summary>Offered without a probe: too many at once, or none could be sent.</summary>
    ProbesSkipped,

    /// <summary>Addresses found in use by a stranger.</summary>
    Conflicts,

    /// <summary>Replies without the relay's information, which was too long.</summary>
    RelayInformationDropped,

    /// <summary>Options left out of replies for want of room.</summary>
    OptionsDropped,

    /// <summary>The first of the reasons why a message could not be read, in the order of <see cref="Dhcp4ReadStatus"/> after Ok.</summary>
    MalformedFirst,
}

using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Dhcp;

/// <summary>What an exchange waits for.</summary>
internal enum ExchangeStep : byte
{
    /// <summary>Not in use.</summary>
    Free,

    /// <summary>The ledger's decision on the client's message.</summary>
    Decision,

    /// <summary>The silence of the network about the offered address.</summary>
    Probe,

    /// <summary>The ledger's word that the address in conflict is out of use; then the client's message is decided anew.</summary>
    Conflict,

    /// <summary>The commit of the lease that a rapid DHCPDISCOVER asks for (RFC 4039).</summary>
    RapidCommit,
}

/// <summary>One client message that is being answered. Owns its packet. Reused: see <see cref="ExchangeTable"/>.</summary>
internal sealed class Exchange(int index)
{
    /// <summary>Its place in the table.</summary>
    public int Index { get; } = index;

    /// <summary>By which decisions and answers to probes find it: differs from that of any earlier use of the place.</summary>
    public long Correlation { get; set; }

    public ExchangeStep Step { get; set; }

    public ClientMessage Message { get; set; }

    /// <summary>What the ledger is asked.</summary>
    public LeaseCommand Command { get; set; } = null!;

    /// <summary>The subnet that is being tried.</summary>
    public Dhcp4Subnet Subnet { get; set; } = null!;

    /// <summary>How many of the link's subnets were tried after the first choice.</summary>
    public int SubnetsTried { get; set; }

    /// <summary>Addresses found in use while looking for one for this client.</summary>
    public int Conflicts { get; set; }

    /// <summary>The ledger's offer, while it is probed.</summary>
    public LeaseDecision Offer { get; set; }

    /// <summary>When the client's message came, by the system's clock.</summary>
    public long StartedAt { get; set; }

    public Packet Packet => Message.Packet;

    /// <summary>Goes on with the client's newer message in place of the older one, which <paramref name="newer"/> gets to end with.</summary>
    public void Adopt(Exchange newer)
    {
        (Message, newer.Message) = (newer.Message, Message);
        (Command, newer.Command) = (newer.Command, Command);
        StartedAt = newer.StartedAt;
    }
}

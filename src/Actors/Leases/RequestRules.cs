using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>What RFC 2131 §4.3.2 says to a DHCPREQUEST in each state of the client, and what authority adds to it.</summary>
internal sealed class RequestRules(LeaseTable table, LeaseRules rules, LeaseHolds holds, AppendsInFlight inFlight)
{
    /// <summary>No other DHCP service is on these subnets, so what we do not know does not exist.</summary>
    public bool Authoritative { get; set; }

    /// <summary>The answer to a request that is not granted; null if the client gets the address.</summary>
    public LeaseDecision? Judge(LeaseCommand command, in Claimant claimant, DateTimeOffset now)
    {
        Binding? own = table.OfClient(command.Client, claimant.Pool);
        bool isHolder = table.At(command.Address)?.BelongsTo(command.Client) == true;
        LeaseReason refusal = Refusal(command, claimant, own, isHolder, now);
        if (refusal != LeaseReason.None)
            return MustAnswer(command, own, refusal) ? LeaseDecision.Nak(refusal) : LeaseDecision.Silent(LeaseReason.UnknownClient);

        // RFC 2131 §4.3.2: a server without a record of the client stays silent, unless it is the only authority.
        bool isKnown = isHolder || command.Kind == LeaseCommandKind.RequestSelecting;
        if (isKnown || Authoritative) return null;
        return command.Kind == LeaseCommandKind.RequestRenewing
            ? LeaseDecision.Nak(LeaseReason.UnknownClient) // unicast to us, so no other server will answer it
            : LeaseDecision.Silent(LeaseReason.UnknownClient);
    }

    private LeaseReason Refusal(LeaseCommand command, in Claimant claimant, Binding? own, bool isHolder, DateTimeOffset now)
    {
        LeaseReason refusal = rules.Refusal(claimant, command.Address, now);
        if (refusal != LeaseReason.None) return refusal;
        if (!isHolder && !command.IsStandIn && holds.IsHeldForAnother(command.Address, command.Client)) return LeaseReason.InUse;
        if (command.Kind == LeaseCommandKind.RequestSelecting) return LeaseReason.None;

        Ipv4Address reserved = rules.ReservedAndFree(claimant, now);
        bool isElsewhere = !reserved.IsNone && reserved != command.Address && !inFlight.Blocks(reserved, command.Client);
        if (isElsewhere) return LeaseReason.ReservationWaits;
        bool hasAnother = own is not null && own.IsBoundAt(now) && own.Newest.Address != command.Address;
        return hasAnother ? LeaseReason.WrongAddress : LeaseReason.None;
    }

    /// <summary>Whether a refused request gets a DHCPNAK; otherwise it is left to the server that knows the client.</summary>
    private bool MustAnswer(LeaseCommand command, Binding? own, LeaseReason refusal)
    {
        if (Authoritative || own is not null) return true;
        // RFC 2131 §4.3.2: INIT-REBOOT on the wrong network is refused even by a server that does not know the client.
        return command.Kind is LeaseCommandKind.RequestSelecting or LeaseCommandKind.RequestRenewing
            || (command.Kind == LeaseCommandKind.RequestInitReboot && refusal == LeaseReason.WrongSubnet);
    }
}

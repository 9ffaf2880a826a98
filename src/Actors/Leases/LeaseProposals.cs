using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>Makes the events the ledger wants committed, each with the version after the newest known one, and notes them as on their way.</summary>
internal sealed class LeaseProposals(LeaseTable table, AppendsInFlight inFlight, long firstCorrelation)
{
    private long _correlation = firstCorrelation;
    private string _gateway = "";
    private TimeSpan _quarantine;

    public void Configure(LeaseSettings settings)
    {
        _gateway = settings.Gateway;
        _quarantine = settings.Quarantine;
    }

    /// <summary>The address goes or stays with the client of the command.</summary>
    /// <param name="command">A request.</param>
    /// <param name="renewed">The client's running lease of the address; null if it is a new one.</param>
    /// <param name="seconds">The lease time.</param>
    /// <param name="hostname">The name the lease carries.</param>
    /// <param name="now">When the lease starts.</param>
    public LeaseEvent Lease(LeaseCommand command, LeaseEvent? renewed, uint seconds, string? hostname, DateTimeOffset now) => Propose(new LeaseEvent
    {
        Kind = renewed is null ? LeaseEventKind.Leased : LeaseEventKind.Renewed,
        Address = command.Address,
        Version = NextVersion(command.Address),
        At = now,
        Client = renewed?.Client ?? command.Client, // equal, but the bytes in memory are kept once
        Chaddr = command.Chaddr,
        Hostname = hostname,
        VendorClass = command.VendorClass ?? renewed?.VendorClass,
        Since = renewed?.Since ?? now,
        LeaseSeconds = seconds,
        Until = LeaseTime.EndOf(now, seconds),
        Gateway = _gateway,
        Correlation = ++_correlation,
    });

    /// <summary>The address is free from now on; whose lease ended stays in the event.</summary>
    public LeaseEvent End(LeaseEventKind kind, Ipv4Address address, DateTimeOffset now)
    {
        LeaseEvent newest = table.At(address)!.Newest;
        bool isLease = newest.State == LeaseState.Bound;
        return Propose(newest with
        {
            Kind = kind,
            Version = newest.Version + 1,
            At = now,
            Client = isLease ? newest.Client : default,
            Chaddr = isLease ? newest.Chaddr : default,
            LeaseSeconds = 0,
            Until = now,
            Gateway = _gateway,
            Correlation = ++_correlation,
        });
    }

    /// <summary>Nobody gets the address for a while; the client of the command is who found it in use.</summary>
    public LeaseEvent Quarantine(LeaseEventKind kind, LeaseCommand command, DateTimeOffset now) => Propose(new LeaseEvent
    {
        Kind = kind,
        Address = command.Address,
        Version = NextVersion(command.Address),
        At = now,
        Client = command.Client,
        Chaddr = command.Chaddr,
        Since = now,
        Until = now + _quarantine,
        Gateway = _gateway,
        Correlation = ++_correlation,
    });

    private long NextVersion(Ipv4Address address) => (table.At(address)?.Newest.Version ?? 0) + 1;

    private LeaseEvent Propose(LeaseEvent proposed)
    {
        inFlight.Add(proposed);
        return proposed;
    }
}

using Polymasq.Actors.Leases;

namespace Polymasq.Actors.LocalNames;

/// <summary>Brings the ledger's committed stream to the names: what is leased and has a name resolves, from the commit on.</summary>
public sealed class LeaseNamesObserver(LeaseNames names) : ILeaseObserver
{
    public void Committed(LeaseEvent committed, LeaseEvent? before)
    {
        AddressKey address = AddressKey.Ipv4(committed.Address.Value);
        if (committed.State == LeaseState.Bound && committed.Hostname is { } hostname) names.Set(address, hostname, committed.Since);
        else names.Remove(address);
    }

    public void CaughtUp()
    {
        // Names resolve from their first event on; there is nothing to wait for.
    }
}

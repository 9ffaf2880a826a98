using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Dhcp;

/// <summary>The ledger's settings as they are now, for an object of it that is made after a failure. Written by the owner of the listeners, read by any thread.</summary>
public sealed class PublishedLeaseSettings(LeaseSettings first)
{
    private LeaseSettings _current = first;

    public LeaseSettings Current
    {
        get => Volatile.Read(ref _current);
        internal set => Volatile.Write(ref _current, value);
    }
}

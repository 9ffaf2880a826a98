using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// Chooses the address a client is offered. The order follows RFC 2131 §4.3.1: what the client has, what it had, what it
/// asks for, a new one; a reservation goes before all. A new one is looked for from a place in the ranges that the
/// client's hash decides, so that every gateway offers the same and a client finds its address again after a loss of state.
/// </summary>
internal sealed class AddressChoice(LeaseTable table, LeaseRules rules, LeaseHolds holds, AppendsInFlight inFlight)
{
    /// <summary>The address for a client; none when the pool has none left.</summary>
    public Ipv4Address For(in Claimant claimant, Ipv4Address asked, DateTimeOffset now)
    {
        Ipv4Address reserved = rules.ReservedAndFree(claimant, now);
        if (!reserved.IsNone && !inFlight.Blocks(reserved, claimant.Client)) return reserved;

        Binding? own = table.OfClient(claimant.Client, claimant.Pool);
        if (own?.State == LeaseState.Bound && CanHave(claimant, own.Newest.Address, now)) return own.Newest.Address;

        Ipv4Address held = holds.Of(claimant.Client);
        if (!held.IsNone && CanHave(claimant, held, now)) return held;
        if (own is not null && CanHave(claimant, own.Newest.Address, now)) return own.Newest.Address;
        if (!asked.IsNone && CanHave(claimant, asked, now)) return asked;

        Ipv4Address unheld = Fresh(claimant);
        if (unheld.IsNone) unheld = LongestFree(claimant, now);
        return unheld.IsNone ? HeldLongest(claimant, now) : unheld;
    }

    private bool CanHave(in Claimant claimant, Ipv4Address address, DateTimeOffset now) =>
        IsUnclaimed(address, claimant.Client) && rules.Refusal(claimant, address, now) == LeaseReason.None;

    private bool IsUnclaimed(Ipv4Address address, ClientKey client) =>
        !holds.IsHeldForAnother(address, client) && !inFlight.Blocks(address, client);

    /// <summary>An address that nobody ever had, the first one from the client's place on.</summary>
    private Ipv4Address Fresh(in Claimant claimant)
    {
        int size = claimant.Pool.Pool.Size;
        int start = size == 0 ? 0 : (int)(claimant.Client.StableHash() % (ulong)size);
        Ipv4Address found = FreshBetween(claimant, start, size);
        return found.IsNone ? FreshBetween(claimant, 0, start) : found;
    }

    private Ipv4Address FreshBetween(in Claimant claimant, int from, int end)
    {
        PoolState pool = claimant.Pool;
        for (int position = pool.NextFresh(from); position >= 0 && position < end; position = pool.NextFresh(position + 1))
        {
            Ipv4Address address = pool.Pool.AddressAt(position);
            if (IsUnclaimed(address, claimant.Client)) return address;
        }
        return default;
    }

    private Ipv4Address LongestFree(in Claimant claimant, DateTimeOffset now)
    {
        for (Binding? binding = claimant.Pool.Free.First; binding is not null; binding = binding.NextFree)
            if (CanHave(claimant, binding.Newest.Address, now)) return binding.Newest.Address;
        return default;
    }

    /// <summary>
    /// The address that was offered to somebody longest ago: nothing else is left, and an offer binds nobody (RFC 2131
    /// §3.1). The older offer is void by it.
    /// </summary>
    private Ipv4Address HeldLongest(in Claimant claimant, DateTimeOffset now)
    {
        foreach (Ipv4Address address in holds.OldestFirst())
        {
            bool isFree = claimant.Pool.Pool.IsDynamic(address) && !inFlight.Blocks(address, claimant.Client);
            if (isFree && rules.Refusal(claimant, address, now) == LeaseReason.None) return address;
        }
        return default;
    }
}

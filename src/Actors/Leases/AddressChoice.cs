using Polymasq.Actors.Clustering;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// Chooses the address a client is offered. The order follows RFC 2131 §4.3.1: what the client has, what it had, what it
/// asks for, a new one; a reservation goes before all. A new one is looked for from a place in the ranges that the
/// client's hash decides, so that every gateway offers the same and a client finds its address again after a loss of state.
/// </summary>
internal sealed class AddressChoice(LeaseTable table, LeaseRules rules, LeaseHolds holds, AppendsInFlight inFlight)
{
    /// <summary>Addresses of the <see cref="FreeList"/> among which a client's hash chooses.</summary>
    private const int Window = 64;

    /// <summary>An offer that is older was not heard or not wanted: a client asks for the one it chose within a second or two.</summary>
    private static readonly TimeSpan ChoosingTime = TimeSpan.FromSeconds(4);

    /// <summary>How long offers are held.</summary>
    public TimeSpan HoldTime { get; set; }

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

    /// <summary>One of those that are free longest: which one, the client's hash decides, so that clients that come at once seldom meet at one.</summary>
    private Ipv4Address LongestFree(in Claimant claimant, DateTimeOffset now)
    {
        Favourite favourite = new(claimant.Client);
        int seen = 0;
        foreach (Binding binding in claimant.Pool.Free.LongestFirst)
        {
            Ipv4Address address = binding.Newest.Address;
            if (favourite.Prefers(address) && CanHave(claimant, address, now)) favourite.Take(address);
            if (++seen % Window == 0 && !favourite.Address.IsNone) break;
        }
        return favourite.Address;
    }

    /// <summary>
    /// An address that was offered to somebody, if possible to one who has had the time to choose: nothing else is left, and an
    /// offer binds nobody (RFC 2131 §3.1). The older offer is void by it.
    /// </summary>
    private Ipv4Address HeldLongest(in Claimant claimant, DateTimeOffset now)
    {
        Favourite favourite = new(claimant.Client);
        DateTimeOffset endOfOld = now + HoldTime - ChoosingTime;
        foreach ((Ipv4Address address, DateTimeOffset until) in holds.OldestFirst())
        {
            if (until > endOfOld && !favourite.Address.IsNone) break;
            bool isFree = favourite.Prefers(address) && claimant.Pool.Pool.IsDynamic(address) && !inFlight.Blocks(address, claimant.Client);
            if (isFree && rules.Refusal(claimant, address, now) == LeaseReason.None) favourite.Take(address);
        }
        return favourite.Address;
    }

    /// <summary>The address with the greatest weight for a client, whatever the order they are looked at.</summary>
    private ref struct Favourite(ClientKey client)
    {
        private readonly ulong _client = client.StableHash();
        private ulong _weight;

        public Ipv4Address Address { get; private set; }

        public readonly bool Prefers(Ipv4Address address) => Address.IsNone || Rendezvous.WeightOf(_client, address.Value) > _weight;

        public void Take(Ipv4Address address)
        {
            Address = address;
            _weight = Rendezvous.WeightOf(_client, address.Value);
        }
    }
}

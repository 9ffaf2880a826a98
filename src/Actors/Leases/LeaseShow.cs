using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>A page of leases for an operator, in the order of addresses.</summary>
/// <param name="After">Start after this address; none for the first page.</param>
/// <param name="Limit">At most so many; packets wait while a page is made, so no more than a few thousand.</param>
/// <param name="IncludeFree">Released and expired addresses too.</param>
/// <param name="Reply">Gets the page.</param>
public sealed record LeaseShow(Ipv4Address After, int Limit, bool IncludeFree, ReplyTo<LeaseListing> Reply);

/// <summary>One page of leases.</summary>
/// <param name="Leases">The newest event of each address, which is its state, in the order of addresses.</param>
/// <param name="HasMore">More leases follow the last one.</param>
/// <param name="Bound">Addresses bound in the whole ledger.</param>
/// <param name="Revision">Where the journal stood.</param>
public sealed record LeaseListing(IReadOnlyList<LeaseEvent> Leases, bool HasMore, int Bound, long Revision);

namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>lease show</c>: one page.</summary>
/// <param name="Leases">In the order of addresses.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null when this was the last.</param>
/// <param name="Bound">Addresses bound in the whole ledger.</param>
/// <param name="Revision">Where the journal stood.</param>
public sealed record LeaseList(IReadOnlyList<LeaseInfo> Leases, string? Next, int Bound, long Revision);

/// <summary>The answer to <c>lease history</c>.</summary>
/// <param name="Events">The newest that match, oldest of them first.</param>
/// <param name="HasMore">There may be older ones.</param>
public sealed record LeaseHistoryList(IReadOnlyList<LeaseInfo> Events, bool HasMore);

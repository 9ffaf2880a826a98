namespace Polymasq.Actors.Leases;

/// <summary>
/// Follows the committed stream: names in DNS, audit, log. Called on the ledger's thread for each committed event, whoever
/// wrote it, in the order of commit for each address; must not block. An event older than the state is not shown.
/// </summary>
public interface ILeaseObserver
{
    /// <param name="committed">What happened.</param>
    /// <param name="before">The address before it, null if it was never used.</param>
    /// <param name="after">The address after it.</param>
    void Committed(LeaseEvent committed, Lease? before, Lease after);

    /// <summary>The state at start is complete.</summary>
    void CaughtUp();
}

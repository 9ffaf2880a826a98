namespace Polymasq.Actors.Leases;

/// <summary>
/// Follows the committed stream: names in DNS, audit, log. Called on the ledger's thread for each committed event, whoever
/// wrote it, in the order of commit for each address; must not block. An event older than the state is not shown.
/// </summary>
public interface ILeaseObserver
{
    /// <param name="committed">What happened, and the state of the address from here on.</param>
    /// <param name="before">The state before it, maybe another client's lease; null if the address was never used.</param>
    void Committed(LeaseEvent committed, LeaseEvent? before);

    /// <summary>All that was committed before the start has been shown. Comes again when the ledger was restarted.</summary>
    void CaughtUp();
}

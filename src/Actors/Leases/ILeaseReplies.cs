namespace Polymasq.Actors.Leases;

/// <summary>Who sent a command and wants the decision. Called on the ledger's thread; must not block.</summary>
public interface ILeaseReplies
{
    /// <summary>
    /// Called exactly once for each command the ledger took, with one of the kinds Offer, Ack, Nak, Silent, Exhausted or
    /// Recorded; after the commit, where there is one.
    /// </summary>
    /// <param name="decision">What to send.</param>
    /// <param name="correlation">What the sender gave with the command.</param>
    void Decided(in LeaseDecision decision, long correlation);
}

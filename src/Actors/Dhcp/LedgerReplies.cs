using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Dhcp;

/// <summary>Brings the ledger's decisions back to the listener's mailbox; one that finds no room ends with its exchange's lifetime.</summary>
internal sealed class LedgerReplies(IActorRef<Dhcp4ListenerMessage> listener) : ILeaseReplies
{
    public void Decided(in LeaseDecision decision, long correlation) => listener.Tell(Dhcp4ListenerMessage.Decided(decision, correlation));
}

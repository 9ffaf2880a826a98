using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>lease revoke</c>: takes an address back from whoever has it, or out of quarantine.</summary>
/// <param name="ledger">Who decides.</param>
/// <param name="system">The clock that limits the waiting.</param>
/// <param name="protocol">The clock that leases run by.</param>
internal sealed class LeaseRevokeCommand(IActorRef<LeaseLedgerMessage> ledger, TimeProvider system, TimeProvider protocol) : IControlCommand
{
    private const int Conflict = 409;
    private const int Unavailable = 503;

    public string Noun => "lease";

    public string Verb => "revoke";

    public bool IsChange => true;

    public static IReadOnlyList<string> Arguments { get; } = ["address"];

    public IReadOnlyList<string> Parameters => Arguments;

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        Ipv4Address address = arguments.Parsed<Ipv4Address>("address", Ipv4Address.TryParse, "IPv4 address");
        if (address.IsNone) throw ControlException.BadArgument("address: which one is to be revoked?");
        LeaseCommand command = new() { Kind = LeaseCommandKind.Revoke, Address = address };
        LeaseDecision decision = await ledger.AskForPeople<LeaseLedgerMessage, LeaseDecision>(
            reply => LeaseLedgerMessage.Decide(command, new Answer(reply), 0), system).ConfigureAwait(false);
        if (decision.Kind != LeaseDecisionKind.Recorded) throw Refusal(address, decision.Reason);
        return ControlReply.Of(LeaseText.Describe(await NewestOf(address).ConfigureAwait(false), protocol.GetUtcNow()), ControlJson.Default.LeaseInfo);
    }

    private static ControlException Refusal(Ipv4Address address, LeaseReason reason) => reason switch
    {
        LeaseReason.NotTheHolder => new ControlException(Conflict, $"{address} is neither leased nor in quarantine", "see 'polymasq lease show'"),
        LeaseReason.OutcomeUnknown => new ControlException(
            Unavailable, $"nobody knows whether {address} was revoked: the journal gave no answer", $"see 'polymasq lease show --all --address {address}' and try again"),
        LeaseReason.NotReady => new ControlException(Unavailable, $"{address} was not revoked: the leases are not all known yet", "try again in a moment"),
        _ => new ControlException(Unavailable, $"{address} was not revoked: the journal takes nothing now ({reason})", "see 'polymasq log tail' and try again"),
    };

    private async Task<LeaseEvent> NewestOf(Ipv4Address address)
    {
        LeaseListing page = await ledger.AskForPeople<LeaseLedgerMessage, LeaseListing>(
            reply => LeaseLedgerMessage.Show(new LeaseShow(new Ipv4Address(address.Value - 1), 1, true, reply)), system).ConfigureAwait(false);
        return page.Leases[0]; // an address that had an event is never forgotten
    }

    private sealed class Answer(ReplyTo<LeaseDecision> reply) : ILeaseReplies
    {
        public void Decided(in LeaseDecision decision, long correlation) => reply.TrySet(decision);
    }
}

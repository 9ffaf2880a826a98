namespace Polymasq.Actors.Leases;

/// <summary>A command that has no decision yet: its event is on the way to the journal, or another event for its address is.</summary>
internal sealed class WaitingCommand(LeaseCommand? command, ILeaseReplies? replies, long correlation)
{
    /// <summary>Null for an event that time made due, which nobody waits for.</summary>
    public LeaseCommand? Command => command;

    /// <summary>What was appended for it, if anything.</summary>
    public LeaseEvent? Proposed { get; set; }

    /// <summary>When the client said it, if it could not be written then; null for a command that is decided for the first time.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>For one that could not be written when it was said: the version of the address it was said about.</summary>
    public long HeardVersion { get; init; }

    /// <summary>Times its append met a newer version.</summary>
    public int Conflicts { get; set; }

    public void Answer(in LeaseDecision decision) => replies?.Decided(decision, correlation);
}

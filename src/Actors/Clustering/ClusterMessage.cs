using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Clustering;

/// <summary>What the owner of this gateway's membership can be told.</summary>
public abstract record ClusterMessage
{
    private ClusterMessage()
    {
    }

    /// <summary>What the gateway says of itself may have changed. Asked for once a second anyhow; this makes it sooner.</summary>
    public sealed record FactsChanged : ClusterMessage;

    /// <summary>Leave new clients to the others, answer those that renew. Answered when the others can know it.</summary>
    public sealed record Drain(ReplyTo<ClusterReply> ReplyTo) : ClusterMessage;

    /// <summary>Drain for a moment, then give membership up and answer no DHCP client.</summary>
    public sealed record Leave(ReplyTo<ClusterReply> ReplyTo) : ClusterMessage;

    /// <summary>Takes back <see cref="Drain"/>, <see cref="Leave"/>, and a <see cref="Down"/> that another gateway was told.</summary>
    public sealed record Resume(ReplyTo<ClusterReply> ReplyTo) : ClusterMessage;

    /// <summary>Takes another gateway's membership away.</summary>
    public sealed record Down(string Name, ReplyTo<ClusterReply> ReplyTo) : ClusterMessage;

    /// <summary>The process ends: membership is handed over. Answered when the store has it, or cannot be reached.</summary>
    public sealed record Withdraw(ReplyTo<ClusterReply> ReplyTo) : ClusterMessage;

    /// <summary>Asks how things stand.</summary>
    public sealed record Show(ReplyTo<ClusterStatus> ReplyTo) : ClusterMessage;

    internal sealed record Stored(StoreReport Report) : ClusterMessage;

    internal sealed record Tick : ClusterMessage;

    internal sealed record WriteDue : ClusterMessage;

    internal sealed record ReadDue : ClusterMessage;

    internal sealed record LeaveDue : ClusterMessage;

    internal sealed record PatienceOver(ReplyTo<ClusterReply> ReplyTo) : ClusterMessage;

    internal sealed record SettleDue : ClusterMessage;
}

/// <summary>What became of a command.</summary>
/// <param name="IsDone">False: nothing was changed, and the text says why.</param>
/// <param name="Text">For people.</param>
public sealed record ClusterReply(bool IsDone, string Text);

namespace Polymasq.Actors.Clustering;

/// <summary>What an operator wants of this gateway.</summary>
internal enum MemberIntent : byte
{
    Serve,
    Drain,
    Leave,
}

/// <summary>What has to outlive a failure of the <see cref="ClusterActor"/>, which is made anew with it. Touched by that actor alone.</summary>
public sealed class ClusterTenure
{
    private long _ticket;

    internal MemberIntent Intent { get; set; }

    /// <summary>It has been a member since its start, or since an operator wanted it back: from then on a mark at its name is meant for it.</summary>
    internal bool HasJoined { get; set; }

    /// <summary>Never the same again, so that answers to an actor that has failed are not taken for answers to the next.</summary>
    internal long NextTicket() => ++_ticket;
}

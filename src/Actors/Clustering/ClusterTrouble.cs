namespace Polymasq.Actors.Clustering;

/// <summary>What can be wrong between gateways.</summary>
internal enum TroubleKind : byte
{
    None,
    Store,
    NotJoined,
    NameTaken,
    PutDown,
    Left,
    Draining,
    PoolsDiffer,
    PeerPoolsDiffer,
    SecretDiffers,
    ClockDiffers,
    Unreadable,
}

/// <summary>Something that an operator should know.</summary>
/// <param name="About">The gateway it is about.</param>
/// <param name="Text">What is so, what it means, and which key to mend.</param>
internal sealed record ClusterTrouble(TroubleKind Kind, string About, string Text)
{
    /// <summary>This gateway does less than it should because of it.</summary>
    public bool IsDegrading => Kind is TroubleKind.Store or TroubleKind.NotJoined or TroubleKind.NameTaken or TroubleKind.PutDown or TroubleKind.Left
        or TroubleKind.Draining or TroubleKind.PoolsDiffer;

    /// <summary>It was told already. A figure in the text that moves does not make it new.</summary>
    public bool IsSameAs(ClusterTrouble other) =>
        (Kind, About) == (other.Kind, other.About) && (Text == other.Text || Kind is TroubleKind.ClockDiffers or TroubleKind.Store or TroubleKind.NotJoined);
}

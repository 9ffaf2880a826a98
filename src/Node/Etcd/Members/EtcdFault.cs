namespace Polymasq.Node.Etcd.Members;

/// <summary>Why a member did not do what it was asked.</summary>
internal enum FaultKind : byte
{
    None,

    /// <summary>No connection: nothing was sent.</summary>
    NotReached,

    /// <summary>It has no certificate that we trust: nothing was sent.</summary>
    Untrusted,

    /// <summary>It did not answer in time, or not to the end.</summary>
    Silent,

    /// <summary>It has no leader, or the leader has no quorum.</summary>
    NoQuorum,

    /// <summary>What it answered is not etcd's.</summary>
    NotEtcd,

    /// <summary>The user's name or password is wrong, or there is none.</summary>
    WrongUser,

    /// <summary>The user may not do this.</summary>
    Forbidden,

    /// <summary>etcd's space is used up: the alarm NOSPACE.</summary>
    NoSpace,

    /// <summary>The token is over; another one is to be had.</summary>
    TokenOver,

    LeaseNotFound,
    LeaseExists,

    /// <summary>The revision that was asked for is forgotten.</summary>
    Compacted,

    /// <summary>It will not do this, and no other member will.</summary>
    Refused,
}

/// <summary>A try that failed.</summary>
/// <param name="Text">For people: what the member or the system said.</param>
/// <param name="MayHaveHappened">The member may have done it all the same.</param>
internal sealed record EtcdFault(FaultKind Kind, string Text, bool MayHaveHappened)
{
    /// <summary>Every member will say so to everything that we want to write, until an operator mends it.</summary>
    public bool IsOfUser => Kind is FaultKind.WrongUser or FaultKind.Forbidden or FaultKind.NoSpace;

    /// <summary>Another member may do better.</summary>
    public bool IsOfMember => Kind is FaultKind.NotReached or FaultKind.Untrusted or FaultKind.Silent or FaultKind.NoQuorum or FaultKind.NotEtcd;
}

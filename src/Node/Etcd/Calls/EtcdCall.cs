using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Calls;

/// <summary>Something that a member is asked for, and how often it may be.</summary>
/// <param name="Path">Of the gateway.</param>
/// <param name="Body">Owned by whoever makes the call, which gives it back when no try needs it any more.</param>
internal sealed record EtcdCall(string Path, PooledBuffer Body)
{
    /// <summary>Done twice it does nothing else than done once.</summary>
    public bool IsHarmless { get; init; } = true;

    /// <summary>An answer shows that the member has a quorum.</summary>
    public bool IsLinearizable { get; init; } = true;

    public TimeSpan Patience { get; init; } = EtcdTimes.Patience;

    public TimeSpan Limit { get; init; } = EtcdTimes.Call;
}

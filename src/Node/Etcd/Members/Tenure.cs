namespace Polymasq.Node.Etcd.Members;

/// <summary>The time that a member is in use: all calls go to it, and watches are attached to it, until it is left.</summary>
internal sealed class Tenure(EtcdMember member)
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EtcdMember Member => member;

    /// <summary>Done when the member is left: who waits for it goes to the next.</summary>
    public Task Left => _left.Task;

    public void End() => _left.TrySetResult();
}

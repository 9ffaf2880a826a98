namespace Polymasq.Actors.Kernel;

/// <summary>Counts an actor's restarts within the policy's window.</summary>
internal sealed class RestartWindow(SupervisionPolicy policy)
{
    private readonly Queue<DateTimeOffset> _restarts = new();

    /// <summary>Restarts counted in the present window.</summary>
    public int Count => _restarts.Count;

    /// <summary>Counts one more. False when the window has had as many as the policy allows.</summary>
    public bool TryCount(DateTimeOffset now)
    {
        while (_restarts.Count > 0 && now - _restarts.Peek() > policy.Window) _restarts.Dequeue();
        if (_restarts.Count >= policy.RestartsMax) return false;
        _restarts.Enqueue(now);
        return true;
    }
}

using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>Where one life of a gateway runs: it can be paused, as a virtual machine can, and it can end between two turns.</summary>
internal sealed class GatewayDispatcher(Dispatcher inner) : Dispatcher
{
    private readonly List<ActorCell> _held = [];

    public bool IsPaused { get; private set; }

    public bool IsDead { get; private set; }

    public void Pause() => IsPaused = true;

    public void Continue()
    {
        IsPaused = false;
        ActorCell[] held = [.. _held];
        _held.Clear();
        foreach (ActorCell cell in held) Execute(cell);
    }

    public void Kill() => IsDead = true;

    internal override void Execute(ActorCell cell)
    {
        if (IsDead) return;
        if (IsPaused) _held.Add(cell);
        else inner.Execute(cell);
    }
}

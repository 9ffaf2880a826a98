using Polymasq.Actors.Kernel;

namespace Polymasq.TestKit;

/// <summary>Runs actors one turn at a time on the caller's thread, in an order that the seed decides: the same seed, the same run.</summary>
public sealed class ManualDispatcher(int seed) : Dispatcher
{
    private readonly List<ActorCell> _ready = [];
    private readonly Random _random = new(seed);

    /// <summary>Turns taken so far.</summary>
    public long Turns { get; private set; }

    internal override void Execute(ActorCell cell) => _ready.Add(cell);

    /// <summary>Gives one actor its turn. False when none has anything to do.</summary>
    public bool Step()
    {
        if (_ready.Count == 0) return false;
        int chosen = _random.Next(_ready.Count);
        ActorCell cell = _ready[chosen];
        _ready.RemoveAt(chosen);
        Turns++;
        cell.Execute();
        return true;
    }

    /// <summary>Gives turns until nobody has anything to do.</summary>
    public void RunUntilIdle(int turnsMax = 1_000_000)
    {
        for (int turn = 0; Step(); turn++)
            if (turn >= turnsMax) throw new InvalidOperationException($"the actors are still busy after {turnsMax} turns");
    }
}

using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>
/// The segment between clients and gateways: each copy of a datagram is lost, delayed, overtaken or doubled by itself, and a
/// gateway can be cut off from all clients, in one direction or both.
/// </summary>
internal sealed class SimulatedNetwork(ManualClock clock, int seed)
{
    private readonly Random _random = new(seed);
    private readonly HashSet<int> _deaf = [];
    private readonly HashSet<int> _mute = [];

    /// <summary>The share of copies that never arrive.</summary>
    public double Loss { get; set; }

    /// <summary>The share of copies that arrive twice.</summary>
    public double Duplicates { get; set; }

    /// <summary>How long copies take; a wide range lets them overtake each other.</summary>
    public TimeRange Delay { get; set; } = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(3));

    /// <summary>Copies lost and doubled so far.</summary>
    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    /// <summary>What clients send does not reach this gateway.</summary>
    public void SetDeaf(int gateway, bool isDeaf) => Set(_deaf, gateway, isDeaf);

    /// <summary>What this gateway sends reaches no client.</summary>
    public void SetMute(int gateway, bool isMute) => Set(_mute, gateway, isMute);

    public void ToGateway(int gateway, Action deliver) => Carry(_deaf, gateway, deliver);

    public void FromGateway(int gateway, Action deliver) => Carry(_mute, gateway, deliver);

    private static void Set(HashSet<int> set, int gateway, bool value)
    {
        if (value) set.Add(gateway);
        else set.Remove(gateway);
    }

    private void Carry(HashSet<int> cut, int gateway, Action deliver)
    {
        if (cut.Contains(gateway) || _random.NextDouble() < Loss)
        {
            Lost++;
            return;
        }

        Arrive(deliver);
        if (_random.NextDouble() >= Duplicates) return;
        Doubled++;
        Arrive(deliver);
    }

    private void Arrive(Action deliver) => clock.CreateTimer(_ => deliver(), null, Delay.Draw(_random), Timeout.InfiniteTimeSpan);
}

using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>The counters of one interface. Written by its listener alone, read by anybody at any time; they outlive its restarts.</summary>
public sealed class Dhcp4Counters
{
    private readonly long[] _counts = new long[(int)Dhcp4Counter.MalformedFirst + (int)Dhcp4ReadStatus.BadMessageType];

    public long this[Dhcp4Counter counter] => Volatile.Read(ref _counts[(int)counter]);

    /// <summary>Messages dropped because reading them ended with this status, which is not Ok.</summary>
    public long Malformed(Dhcp4ReadStatus status) => Volatile.Read(ref _counts[IndexOf(status)]);

    internal void Add(Dhcp4Counter counter, int count = 1) => Volatile.Write(ref _counts[(int)counter], _counts[(int)counter] + count);

    internal void AddMalformed(Dhcp4ReadStatus status) => Volatile.Write(ref _counts[IndexOf(status)], _counts[IndexOf(status)] + 1);

    private static int IndexOf(Dhcp4ReadStatus status) => (int)Dhcp4Counter.MalformedFirst + (int)status - 1;
}

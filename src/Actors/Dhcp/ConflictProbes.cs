using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>
/// Which addresses are being probed, for how long yet, and which were found unused a short while ago. Keeps the times; the
/// actor has the timer.
/// </summary>
internal sealed class ConflictProbes(IConflictProbe port, Dhcp4Counters counters)
{
    /// <summary>Addresses remembered as unused; the oldest is forgotten for one more.</summary>
    private const int UnusedMax = 16384;

    private readonly Dictionary<Ipv4Address, Exchange> _underWay = [];
    private readonly Queue<Waiting> _waiting = new(); // all wait equally long, so the oldest is due first
    private readonly Dictionary<Ipv4Address, long> _unusedUntil = [];
    private readonly Queue<Ipv4Address> _unusedOrder = new();

    /// <summary>When the next probe is due, a timestamp; null if none is under way.</summary>
    public long? NextDue => _waiting.TryPeek(out Waiting next) ? next.DueAt : null;

    public bool IsKnownUnused(Ipv4Address address, long now) => _unusedUntil.TryGetValue(address, out long until) && now < until;

    /// <summary>The exchange for which the address is being probed already; null if it is not.</summary>
    public Exchange? UnderWay(Ipv4Address address) => _underWay.GetValueOrDefault(address);

    /// <summary>False if the address must be offered unprobed, which is counted.</summary>
    public bool TryStart(Exchange exchange, in ConflictProbeRequest request, int probesMax, long dueAt)
    {
        if (_underWay.Count >= probesMax || !port.TryStart(request))
        {
            counters.Add(Dhcp4Counter.ProbesSkipped);
            return false;
        }

        counters.Add(Dhcp4Counter.ProbesStarted);
        _underWay[request.Address] = exchange;
        _waiting.Enqueue(new Waiting(request.Address, exchange.Correlation, dueAt));
        return true;
    }

    /// <summary>Takes the next probe whose time is over; its correlation may belong to an exchange that has ended.</summary>
    public bool TryTakeDue(long now, out long correlation)
    {
        bool isDue = _waiting.TryPeek(out Waiting next) && next.DueAt <= now;
        correlation = next.Correlation;
        if (isDue) _waiting.Dequeue();
        return isDue;
    }

    /// <summary>No longer asks about the exchange's address.</summary>
    public void Stop(Exchange exchange)
    {
        if (_underWay.Remove(exchange.Offer.Address)) port.Stop(exchange.Correlation);
    }

    /// <summary>Nobody answered: the address is not probed again until <paramref name="until"/>.</summary>
    public void RememberUnused(Ipv4Address address, long until)
    {
        if (!_unusedUntil.ContainsKey(address)) _unusedOrder.Enqueue(address);
        _unusedUntil[address] = until;
        while (_unusedOrder.Count > UnusedMax) _unusedUntil.Remove(_unusedOrder.Dequeue());
    }

    private readonly record struct Waiting(Ipv4Address Address, long Correlation, long DueAt);
}

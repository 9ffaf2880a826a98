namespace Polymasq.Actors.Dhcp;

/// <summary>The exchanges under way, a bounded number of them, found by correlation. Places are made when first needed and then reused.</summary>
/// <param name="max">How many at once.</param>
/// <param name="interfaceIndex">Tells the listener's correlations from those of others, since they share the probe's port.</param>
/// <param name="firstGeneration">Differs between the lives of an actor, so that a decision meant for an earlier one finds nothing.</param>
internal sealed class ExchangeTable(int max, int interfaceIndex, uint firstGeneration)
{
    /// <summary>Of places: a correlation has 16 bits for them.</summary>
    public const int Most = 1 << 16;

    private readonly List<Exchange> _all = [];
    private readonly Stack<Exchange> _free = new();
    private uint _generation = firstGeneration;

    public int Count => _all.Count - _free.Count;

    /// <summary>Those in use. Ending one while looking at them is allowed.</summary>
    public IEnumerable<Exchange> InUse => _all.Where(exchange => exchange.Step != ExchangeStep.Free);

    /// <summary>Null when too many are under way.</summary>
    public Exchange? TryBegin()
    {
        if (!_free.TryPop(out Exchange? exchange))
        {
            if (_all.Count >= Math.Min(max, Most)) return null;
            exchange = new Exchange(_all.Count);
            _all.Add(exchange);
        }

        exchange.Correlation = ((long)++_generation << 32) | ((long)(ushort)interfaceIndex << 16) | (uint)exchange.Index;
        exchange.Step = ExchangeStep.Decision;
        exchange.SubnetsTried = 0;
        exchange.Conflicts = 0;
        return exchange;
    }

    /// <summary>Null if it has ended.</summary>
    public Exchange? Find(long correlation)
    {
        int index = (int)(correlation & (Most - 1));
        if (index >= _all.Count) return null;
        Exchange exchange = _all[index];
        return exchange.Step != ExchangeStep.Free && exchange.Correlation == correlation ? exchange : null;
    }

    /// <summary>Releases the packet and the place.</summary>
    public void End(Exchange exchange)
    {
        exchange.Packet.Release();
        exchange.Message = default;
        exchange.Step = ExchangeStep.Free;
        _free.Push(exchange);
    }
}

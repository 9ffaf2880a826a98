namespace Polymasq.Actors.Leases;

/// <summary>
/// The used and now free addresses of a pool, longest free first. The order follows from the committed events alone, not from
/// when they came, so that all gateways have the same.
/// </summary>
internal sealed class FreeList
{
    private readonly SortedSet<Binding> _sorted = new(new ByTime());

    public IEnumerable<Binding> LongestFirst => _sorted;

    /// <summary>To be taken out before its newest event changes.</summary>
    public void Add(Binding binding) => _sorted.Add(binding);

    /// <summary>Does nothing for a binding that is not inside.</summary>
    public void Remove(Binding binding) => _sorted.Remove(binding);

    private sealed class ByTime : IComparer<Binding>
    {
        public int Compare(Binding? x, Binding? y)
        {
            int byTime = x!.Newest.Until.CompareTo(y!.Newest.Until);
            return byTime != 0 ? byTime : x.Newest.Address.CompareTo(y.Newest.Address);
        }
    }
}

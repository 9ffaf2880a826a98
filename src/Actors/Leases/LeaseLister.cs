namespace Polymasq.Actors.Leases;

/// <summary>Makes pages of leases for operators.</summary>
internal static class LeaseLister
{
    /// <summary>The page asked for. Keeps no order between pages but that of the addresses: leases may change from page to page.</summary>
    public static LeaseListing List(LeaseLedger ledger, LeaseShow request, long revision)
    {
        // The smallest addresses after the last page; a heap of one page's size with the greatest on top finds them in one pass.
        PriorityQueue<LeaseEvent, uint> page = new();
        bool hasMore = false;
        foreach (LeaseEvent newest in ledger.Newest)
        {
            bool isWanted = newest.Address > request.After && (request.IncludeFree || newest.State != LeaseState.Free);
            if (!isWanted) continue;
            page.Enqueue(newest, ~newest.Address.Value);
            if (page.Count <= request.Limit) continue;
            page.Dequeue();
            hasMore = true;
        }

        LeaseEvent[] leases = new LeaseEvent[page.Count];
        while (page.TryDequeue(out LeaseEvent? greatest, out _)) leases[page.Count] = greatest;
        return new LeaseListing(leases, hasMore, ledger.Bound, revision);
    }
}

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>
/// When to send another transaction while some are on their way. The first goes at once; each further one waits for more company,
/// so that appends gather under load; a store that is slow is not waited for.
/// </summary>
internal static class CommitPacing
{
    /// <summary>Appends in one transaction: each is a compare and a write.</summary>
    public const int AppendsMax = StoreTransaction.OperationsMax / 2;

    private const int InFlightMax = 4;
    private const int CompanyEach = 8;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether to send now.</summary>
    /// <param name="ready">Appends that could go.</param>
    /// <param name="inFlight">Transactions without an answer.</param>
    /// <param name="newest">How long ago the newest of them was sent.</param>
    public static bool IsTime(int ready, int inFlight, TimeSpan newest)
    {
        if (ready == 0 || inFlight >= InFlightMax) return false;
        return inFlight == 0 || ready >= inFlight * CompanyEach || newest >= Slow;
    }
}

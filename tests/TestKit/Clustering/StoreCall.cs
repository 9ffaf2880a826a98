using Polymasq.Actors.Clustering;

namespace Polymasq.TestKit.Clustering;

/// <summary>One call of a <see cref="ModelStoreClient"/>: ends once, with an answer or by its timeout.</summary>
/// <param name="Ticket">Of the caller.</param>
/// <param name="Sink">Takes what becomes of it.</param>
/// <param name="Perform">What the store does, and what it answers.</param>
internal sealed record StoreCall(long Ticket, IStoreSink Sink, Func<IReadOnlyList<StoreReport>> Perform)
{
    /// <summary>The caller has been told.</summary>
    public bool IsOver { get; set; }
}

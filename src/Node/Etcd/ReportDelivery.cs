using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Etcd;

/// <summary>Hands reports to sinks, and waits where there is no room.</summary>
internal static class ReportDelivery
{
    /// <returns>When the sink has it, or nobody wants it any more: then false.</returns>
    public static async ValueTask<bool> DeliverAsync(IStoreSink sink, StoreReport report, TimeProvider clock, CancellationToken unwanted)
    {
        while (!unwanted.IsCancellationRequested)
        {
            if (sink.TryReport(report)) return true;
            await Task.Delay(EtcdTimes.Offer, clock, unwanted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return false;
    }
}

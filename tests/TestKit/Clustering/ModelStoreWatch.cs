using Polymasq.Actors.Clustering;

namespace Polymasq.TestKit.Clustering;

/// <summary>One watch of a <see cref="ModelStoreClient"/>: knows how far it is, and asks again from there after a cut.</summary>
internal sealed class ModelStoreWatch(ModelStoreClient client, long ticket, string prefix, long from, IStoreSink sink) : IDisposable
{
    private long _next = Math.Max(1, from);
    private bool _isOnItsWay;

    public bool HasEnded { get; private set; }

    /// <summary>Something may have changed: have it told, after the delay.</summary>
    public void Pump()
    {
        if (_isOnItsWay || HasEnded || client.Faults.IsCut || _next > client.Server.Revision) return;
        _isOnItsWay = true;
        client.After(client.Faults.WatchDelay, Deliver);
    }

    public void Dispose() => HasEnded = true;

    private void Deliver()
    {
        _isOnItsWay = false;
        if (HasEnded || client.Faults.IsCut) return; // the end of the cut pumps
        if (_next < client.Server.CompactedTo)
        {
            HasEnded = true;
            client.Send(sink, new StoreReport.Compacted(ticket, client.Server.CompactedTo));
            return;
        }

        StoreEntry[] changes =
        [
            .. client.Server.From(_next).SelectMany(revision => revision.Entries)
                .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)),
        ];
        _next = client.Server.Revision + 1;
        if (changes.Length > 0) client.Send(sink, new StoreReport.Changed(ticket, client.Server.Revision, changes));
    }
}

using System.Net;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>A part of a peer's audit.</summary>
/// <param name="Events">In order of revision.</param>
/// <param name="Complete">Of the revisions so far, those that the peer has all events of.</param>
/// <param name="IsLast">All that was asked for has come.</param>
internal sealed record AuditPart(IReadOnlyList<ReplicatedLeaseEvent> Events, IReadOnlyList<LeaseGap> Complete, bool IsLast);

/// <summary>Reads what one peer has of a gap, a page at a time.</summary>
internal sealed class PeerAuditReader(IPeerAudit peers, IPEndPoint peer, LeaseGap gap)
{
    private AuditQuestion _next = new(gap.After + 1, gap.Until, 0);
    private LeaseGaps _lacking = LeaseGaps.None;
    private long _complete = gap.After;

    /// <summary>The next part; null when the peer does not answer.</summary>
    /// <exception cref="InvalidDataException">It answers what cannot be.</exception>
    public async Task<AuditPart?> ReadAsync(CancellationToken cancellation)
    {
        if (await peers.AskAsync(peer, _next.ToString(), cancellation).ConfigureAwait(false) is not { } lines) return null;
        List<ReplicatedLeaseEvent> events = [];
        foreach (byte[] line in lines) Take(AuditLine.Parse(line), events);
        bool isLast = events.Count == 0;
        long upTo = isLast ? gap.Until : _next.From - 1; // of the last revision there may be more
        LeaseGaps complete = LeaseGaps.None.With(new LeaseGap(_complete, upTo, IsHole: false));
        foreach (LeaseGap lacking in _lacking.All) complete = complete.Without(lacking.After, lacking.Until);
        _complete = upTo;
        return new AuditPart(events, complete.All, isLast);
    }

    private void Take(AuditLine line, List<ReplicatedLeaseEvent> events)
    {
        if (line.Gap is { } lacking) _lacking = _lacking.With(lacking);
        if (line.Event is not { } e) return;
        if (e.Revision < _next.From || e.Revision > gap.Until) throw new InvalidDataException($"revision {e.Revision} does not belong into the answer");
        _next = e.Revision == _next.From ? _next with { Skip = _next.Skip + 1 } : _next with { From = e.Revision, Skip = 1 };
        events.Add(e);
    }
}

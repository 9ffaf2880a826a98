using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// Fetches what the copy lacks from other gateways' audits. What none of them has is given up, and said how much that is: the
/// history has a gap there, the leases have none.
/// </summary>
internal sealed class LeaseGapFiller(SqliteLeaseReplica replica, IPeerAudit peers, IClusterView cluster, TimeProvider system, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(100); // of a piece that found no room

    /// <summary>Looks for gaps and fills them until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(Interval, system);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false)) await TryFillAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>Asks all peers for all that is missing now.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        ClusterView view = cluster.Current;
        ClusterMember[] others = [.. view.Members.Where(member => member.Name != view.Own && member.Address is not null)];
        if (others.Length == 0) return; // one may come that has it
        foreach (LeaseGap gap in replica.Gaps.All) await FillAsync(gap, others, cancellation).ConfigureAwait(false);
    }

    private async Task TryFillAsync(CancellationToken cancellation)
    {
        try
        {
            await FillAsync(cancellation).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            StoreLog.GapsNotFilled(logger, e.Message);
        }
    }

    private async Task FillAsync(LeaseGap gap, ClusterMember[] others, CancellationToken cancellation)
    {
        bool haveAllAnswered = true;
        foreach (ClusterMember peer in others)
        {
            foreach (LeaseGap missing in replica.Gaps.Common([gap]))
            {
                long? events = await AskAsync(peer.Address!, missing, cancellation).ConfigureAwait(false);
                if (events is { } count && count > 0) StoreLog.GapFilled(logger, count, missing.After, missing.Until, peer.Name);
                haveAllAnswered &= events is not null;
            }
        }
        LeaseGap[] rest = [.. replica.Gaps.Common([gap])];
        bool isGivenUp = rest.Length > 0 && haveAllAnswered && !gap.IsHole; // a hole is left to the stream
        if (isGivenUp) await WriteAsync(new LeaseGapPiece([], rest), cancellation).ConfigureAwait(false);
        if (isGivenUp || rest.Length == 0) TellMissing(gap);
    }

    /// <summary>Takes all that a peer has of a gap.</summary>
    /// <returns>How many events it sent; null when it did not answer to the end.</returns>
    private async Task<long?> AskAsync(IPEndPoint peer, LeaseGap missing, CancellationToken cancellation)
    {
        PeerAuditReader reader = new(peers, peer, missing);
        long events = 0;
        try
        {
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false) is { } part)
            {
                events += part.Events.Count;
                bool isWritten = await WriteAsync(new LeaseGapPiece(part.Events, part.Complete), cancellation).ConfigureAwait(false);
                if (part.IsLast || !isWritten) return isWritten ? events : null;
            }
        }
        catch (InvalidDataException e)
        {
            StoreLog.PeerAuditUnreadable(logger, peer, e.Message);
        }
        return null;
    }

    private async Task<bool> WriteAsync(LeaseGapPiece piece, CancellationToken cancellation)
    {
        while (!replica.TryFill(piece)) await Task.Delay(RetryTime, system, cancellation).ConfigureAwait(false);
        return await piece.Written.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private void TellMissing(LeaseGap gap)
    {
        (long addresses, long versions) = replica.CountMissing(gap);
        if (versions > 0) StoreLog.GapGivenUp(logger, versions, addresses, gap.After, gap.Until);
    }
}

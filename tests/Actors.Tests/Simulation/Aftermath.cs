using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>What must be so when all faults have been over for long enough.</summary>
internal sealed class Aftermath(SimulationRun run)
{
    public void Check()
    {
        run.Checker.CheckHistory(run.Now);
        foreach (SimulatedClient client in run.Residents.Where(client => !client.HasLease)) Fail(Invariant.Recovers, $"client {client.Number} is {client.State} and has no lease");
        // Nobody renews any more, and what was committed a moment ago has time to reach every disk.
        foreach (SimulatedClient client in run.Clients) client.MoveOn();
        run.System.Advance(2);
        foreach (SimulatedGateway gateway in run.Gateways)
        {
            CheckLedger(gateway);
            CheckAudit(gateway);
        }

        CheckOffers(run.Inspect(stranger: 1));
    }

    private void CheckLedger(SimulatedGateway gateway)
    {
        if (!gateway.IsCaughtUp) Fail(Invariant.Recovers, $"{gateway.Name} has not caught up");
        foreach (StoredLease stored in run.History.All.GroupBy(stored => stored.Address).Select(versions => versions.Last()))
        {
            LeaseEvent? known = gateway.Known(Ipv4Address.Parse(stored.Address));
            bool isSame = known is not null && known.Version == stored.Version && known.Kind.ToString() == stored.Kind && known.Until == stored.Until;
            if (!isSame) Fail(Invariant.Recovers, $"{gateway.Name} knows {known?.Kind} {stored.Address} version {known?.Version}, the store {stored}");
        }
    }

    private void CheckAudit(SimulatedGateway gateway)
    {
        ReplicaDisk disk = gateway.Disk;
        StoredLease[] all = [.. run.History.All];
        if (all.Length > 0 && disk.Position.Revision < all[^1].Revision)
            Fail(Invariant.AuditIsTheHistory, $"{gateway.Name}'s audit stands at {disk.Position.Revision}, the store has {all[^1]}");
        HashSet<(long Revision, string Address, long Version)> audit = [.. disk.Events.Select(e => (e.Revision, e.Event.Address.ToString(), e.Event.Version))];
        foreach (StoredLease stored in all)
        {
            bool isGap = disk.Gaps.Any(gap => stored.Revision > gap.After && stored.Revision <= gap.UpTo);
            if (!isGap && !audit.Contains((stored.Revision, stored.Address, stored.Version)))
                Fail(Invariant.AuditIsTheHistory, $"{gateway.Name}'s audit lacks {stored}");
        }

        audit.ExceptWith(all.Select(stored => (stored.Revision, stored.Address, stored.Version)));
        if (audit.Count > 0) Fail(Invariant.AuditIsTheHistory, $"{gateway.Name}'s audit has {audit.First()}, which was never committed");
    }

    private void CheckOffers(IReadOnlyList<ClientReply> offers)
    {
        if (offers.Count != run.Gateways.Count || offers.Select(offer => offer.Address).Distinct().Count() != 1)
            Fail(Invariant.SameOffer, $"a stranger was told: {string.Join("; ", offers)}");
    }

    private void Fail(Invariant invariant, string text) => run.Checker.Fail(invariant, run.Now, text);
}

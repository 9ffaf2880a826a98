using Polymasq.Actors.Leases;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

/// <summary>The journal that other tests stand on keeps the contract too.</summary>
public sealed class MemoryLeaseJournalTests : LeaseJournalContract
{
    private readonly MemoryLeaseStore _store = new();

    protected override ILeaseJournal Open() => new MemoryLeaseJournal(_store, QueueMax);

    protected override void Drive(ILeaseJournal journal) => ((MemoryLeaseJournal)journal).CommitAll();
}

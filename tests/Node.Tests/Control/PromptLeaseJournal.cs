using Polymasq.Actors.Leases;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Control;

/// <summary>A journal in memory that commits as soon as it is asked to.</summary>
internal sealed class PromptLeaseJournal(MemoryLeaseStore store) : ILeaseJournal
{
    private readonly MemoryLeaseJournal _journal = new(store);

    public void Start(ILeaseJournalSink sink) => _journal.Start(sink);

    public bool TryAppend(in LeaseAppend append) => _journal.TryAppend(append);

    public void Flush() => _journal.CommitAll();

    public void Dispose() => _journal.Dispose();
}

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Takes fates of calls and the store's health: never many at a time.</summary>
internal sealed class CallSink(JournalInlet inlet) : IStoreSink
{
    public bool TryReport(StoreReport report) => inlet.TryTell(LeaseJournalMessage.Stored(report)) || inlet.IsClosed;
}

/// <summary>Takes the stream and states, as fast as the ledger takes what follows from them.</summary>
internal sealed class StreamSink(JournalInlet inlet) : IStoreSink
{
    public bool TryReport(StoreReport report) =>
        inlet.IsClosed || (!inlet.IsCongested && inlet.TryTell(LeaseJournalMessage.Stored(report)));
}

/// <summary>Takes what the replica has, as fast as the ledger takes it.</summary>
internal sealed class LoadSink(JournalInlet inlet, long load) : ILeaseReplicaSink
{
    public bool TryLoaded(LeaseReplicaBatch batch, bool isLast) =>
        inlet.IsClosed || (!inlet.IsCongested && inlet.TryTell(LeaseJournalMessage.Loaded(load, batch, isLast)));
}

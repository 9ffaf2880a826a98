using System.Buffers.Binary;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>A mistake that is built in on purpose, to see that the simulation finds it. The base makes none.</summary>
internal class Sabotage
{
    public static readonly Sabotage None = new();

    public virtual TimeSpan ReuseDelay => Site.ClockBound;

    public virtual ILeaseJournal Around(ILeaseJournal journal) => journal;

    public virtual IKeyValueStore Around(IKeyValueStore store) => store;

    /// <param name="message">On its way to a client.</param>
    /// <param name="isCut">The gateway has no way to a quorum.</param>
    public virtual void Tamper(byte[] message, bool isCut)
    {
    }
}

/// <summary>Reports each append as committed when it is made.</summary>
internal sealed class AckBeforeCommit : Sabotage
{
    public override ILeaseJournal Around(ILeaseJournal journal) => new HastyJournal(journal);

    private sealed class HastyJournal(ILeaseJournal inner) : ILeaseJournal
    {
        private ILeaseJournalSink? _sink;

        public void Start(ILeaseJournalSink sink) => inner.Start(_sink = sink);

        public bool TryAppend(in LeaseAppend append) =>
            inner.TryAppend(append) && _sink!.TryReport([LeaseReport.Committed(append.Ticket, 0, append.Event)]);

        public void Flush() => inner.Flush();

        public void Dispose() => inner.Dispose();
    }
}

/// <summary>Writes leases whatever the store holds.</summary>
internal sealed class WriteWithoutCompare : Sabotage
{
    public override IKeyValueStore Around(IKeyValueStore store) => new BlindStore(store);

    private sealed class BlindStore(IKeyValueStore inner) : IKeyValueStore
    {
        public StoreHealth Health => inner.Health;

        public void Commit(long ticket, StoreTransaction transaction, IStoreSink sink)
        {
            bool isLease = transaction.Writes.Any(write => write.Key.Contains("/lease/", StringComparison.Ordinal));
            inner.Commit(ticket, isLease ? transaction with { Compares = [] } : transaction, sink);
        }

        public void Read(long ticket, string prefix, IStoreSink sink) => inner.Read(ticket, prefix, sink);

        public IDisposable Watch(long ticket, string prefix, long fromRevision, IStoreSink sink) => inner.Watch(ticket, prefix, fromRevision, sink);

        public IDisposable FollowHealth(IStoreSink sink) => inner.FollowHealth(sink);

        public void Grant(long ticket, TimeSpan timeToLive, IStoreSink sink) => inner.Grant(ticket, timeToLive, sink);

        public void KeepAlive(long ticket, long lease, IStoreSink sink) => inner.KeepAlive(ticket, lease, sink);

        public void Revoke(long ticket, long lease, IStoreSink sink) => inner.Revoke(ticket, lease, sink);

        public void Dispose() => inner.Dispose();
    }
}

/// <summary>Gives an expired address away at once, as if all clocks were right.</summary>
internal sealed class TrustInClocks : Sabotage
{
    public override TimeSpan ReuseDelay => TimeSpan.Zero;
}

/// <summary>Tells clients the whole lease time when only a rest of it is committed.</summary>
internal sealed class WholeLeaseWithoutQuorum : Sabotage
{
    public override void Tamper(byte[] message, bool isCut)
    {
        Span<byte> option = [(byte)OptionCode.LeaseTime, 4];
        int at = message.AsSpan(240).IndexOf(option);
        if (isCut && at >= 0) BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(240 + at + 2), Site.LeaseSeconds);
    }
}

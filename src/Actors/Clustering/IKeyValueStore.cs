namespace Polymasq.Actors.Clustering;

/// <summary>
/// The cluster's shared memory: keys with revisions, linearizable, replicated by quorum; etcd is one. Nothing here blocks:
/// what becomes of a call goes to the sink it was made with, exactly once unless said otherwise, on any thread.
/// </summary>
/// <remarks>
/// The store finds a member that works by itself: one that is dead, slow or cut off is left within a second. A call whose
/// member was lost is made again at another where that is harmless; compares make a transaction harmless to repeat.
/// </remarks>
public interface IKeyValueStore : IDisposable
{
    /// <summary>Whether the store can commit, as far as is known now. May be read by any thread.</summary>
    StoreHealth Health { get; }

    /// <summary>
    /// Writes all or nothing: <see cref="StoreReport.Committed"/>, <see cref="StoreReport.Refused"/> when a compare does not hold,
    /// <see cref="StoreReport.Failed"/> otherwise.
    /// </summary>
    void Commit(long ticket, StoreTransaction transaction, IStoreSink sink);

    /// <summary>
    /// Reads all keys that begin with the prefix, as of one revision: <see cref="StoreReport.Page"/>s in the order of keys, the last
    /// of them marked, or <see cref="StoreReport.Failed"/> at any point.
    /// </summary>
    void Read(long ticket, string prefix, IStoreSink sink);

    /// <summary>
    /// Follows what is committed to keys that begin with the prefix, from a revision on, each change exactly once and in order of
    /// revision: <see cref="StoreReport.Changed"/> for ever, over the loss of members, until <see cref="StoreReport.Compacted"/>, or
    /// until the watch is disposed. Changes of one revision are never split.
    /// </summary>
    IDisposable Watch(long ticket, string prefix, long fromRevision, IStoreSink sink);

    /// <summary>Tells <see cref="StoreReport.HealthChanged"/> at each change until disposed, and at once what is so now.</summary>
    IDisposable FollowHealth(IStoreSink sink);

    /// <summary>Grants a lease to hang keys on: <see cref="StoreReport.Granted"/> or <see cref="StoreReport.Failed"/>.</summary>
    void Grant(long ticket, TimeSpan timeToLive, IStoreSink sink);

    /// <summary>Renews a lease: <see cref="StoreReport.KeptAlive"/>, false when it is over, or <see cref="StoreReport.Failed"/>.</summary>
    void KeepAlive(long ticket, long lease, IStoreSink sink);

    /// <summary>Ends a lease and deletes its keys: <see cref="StoreReport.Revoked"/> or <see cref="StoreReport.Failed"/>.</summary>
    void Revoke(long ticket, long lease, IStoreSink sink);
}

/// <summary>Takes the reports of a store.</summary>
public interface IStoreSink
{
    /// <summary>False when there is no room; the store offers the same report again a moment later, and those after it later still.</summary>
    bool TryReport(StoreReport report);
}

/// <summary>Whether the store can commit.</summary>
/// <param name="CanCommit">A quorum answers, as far as is known.</param>
/// <param name="Reason">For people: why not, and which key of the configuration to look at; empty when it can.</param>
public sealed record StoreHealth(bool CanCommit, string Reason);

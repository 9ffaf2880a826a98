namespace Polymasq.Actors.Clustering;

/// <summary>Compares and the writes they allow: all of the writes are made at one revision, or none.</summary>
/// <param name="Compares">All must hold.</param>
/// <param name="Writes">At most one for each key.</param>
public sealed record StoreTransaction(IReadOnlyList<StoreCompare> Compares, IReadOnlyList<StoreWrite> Writes)
{
    /// <summary>Compares and writes that fit in one transaction: etcd's own default is 128 operations.</summary>
    public const int OperationsMax = 128;
}

/// <summary>The key was last changed at this revision; 0: it is not there.</summary>
public readonly record struct StoreCompare(string Key, long ModRevision);

/// <summary>Puts a value, or deletes the key when the value is null.</summary>
/// <param name="Key">ASCII.</param>
/// <param name="Value">Not to be changed afterwards.</param>
/// <param name="Lease">The lease whose end deletes the key; 0 for none.</param>
public readonly record struct StoreWrite(string Key, byte[]? Value, long Lease = 0);

/// <summary>What a key holds.</summary>
/// <param name="Key">ASCII.</param>
/// <param name="Value">Null when the key is not there: deleted, or never made.</param>
/// <param name="ModRevision">Of its last change, a deletion included; 0 if it was never made or its deletion is forgotten.</param>
/// <param name="Version">How often it was put since it was made; 0 when it is not there.</param>
public sealed record StoreEntry(string Key, byte[]? Value, long ModRevision, long Version);

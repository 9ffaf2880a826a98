using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Stores;

/// <summary>The newest event of an address: its version and where it lies in the journal.</summary>
internal readonly record struct LeaseHead(long Version, long Ordinal);

/// <summary>
/// The heads of all addresses, by which an append is compared and set, and which of them the snapshot on disk does not have
/// yet. What a transaction adds counts at once for its later appends, and is taken back if it fails.
/// </summary>
internal sealed class LeaseHeads
{
    private readonly Dictionary<Ipv4Address, LeaseHead> _committed = [];
    private readonly Dictionary<Ipv4Address, LeaseHead> _added = []; // in the present transaction
    private readonly HashSet<Ipv4Address> _unsaved = [];

    /// <summary>Addresses whose head is newer than the snapshot's.</summary>
    public IReadOnlyCollection<Ipv4Address> Unsaved => _unsaved;

    public IEnumerable<LeaseHead> All => _committed.Values;

    /// <summary>The head of an address; version 0 if it has none.</summary>
    public LeaseHead Of(Ipv4Address address) => _added.TryGetValue(address, out LeaseHead head) ? head : _committed.GetValueOrDefault(address);

    /// <summary>A head read from disk.</summary>
    public void Load(Ipv4Address address, LeaseHead head, bool isInSnapshot)
    {
        _committed[address] = head;
        if (!isInSnapshot) _unsaved.Add(address);
    }

    public void Add(Ipv4Address address, LeaseHead head) => _added[address] = head;

    /// <summary>The transaction is durable.</summary>
    /// <returns>The greatest ordinal of what it added; 0 if that is nothing.</returns>
    public long Commit()
    {
        long newest = 0;
        foreach ((Ipv4Address address, LeaseHead head) in _added)
        {
            Load(address, head, isInSnapshot: false);
            newest = Math.Max(newest, head.Ordinal);
        }
        _added.Clear();
        return newest;
    }

    /// <summary>The transaction has failed.</summary>
    public void RollBack() => _added.Clear();

    /// <summary>The snapshot has all heads.</summary>
    public void MarkSaved() => _unsaved.Clear();
}

using Microsoft.Extensions.Logging;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Reads what lies in the store, which anybody may have written: nothing there stops the journal.</summary>
internal sealed class EntryReader(StoreKeys keys, TimeProvider clock, ILogger logger)
{
    private const int SaidMax = 1000; // lines about strange things, then silence

    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal); // by key, the revision it was said about

    /// <summary>Values that could not be read.</summary>
    public long Unreadable { get; private set; }

    /// <summary>The address a key is about; false for keys that are none of ours, which are named in the log once.</summary>
    public bool TryReadAddress(StoreEntry entry, out Ipv4Address address)
    {
        if (keys.TryReadLease(entry.Key, out address)) return true;
        bool isStrange = entry.Value is not null && !entry.Key.StartsWith(keys.Marks, StringComparison.Ordinal);
        if (isStrange && MaySay(entry.Key, 0)) JournalLog.StrangeKey(logger, entry.Key, keys.Leases);
        return false;
    }

    /// <summary>What the key's value means. Null if it is not there and never was, as far as is known.</summary>
    /// <param name="address">Of the key.</param>
    /// <param name="entry">The key.</param>
    /// <param name="known">The newest event of the address that is known.</param>
    public LeaseEvent? Read(Ipv4Address address, StoreEntry entry, LeaseEvent? known)
    {
        if (entry.Value is null) return known is null ? null : KeyEvents.Deleted(known, clock.GetUtcNow());
        string fault;
        try
        {
            LeaseEvent e = StoredLeaseEvent.Deserialize(entry.Value);
            fault = FaultOf(e, address, entry.Version);
            if (fault.Length == 0) return e;
        }
        catch (InvalidDataException e)
        {
            fault = e.Message;
        }
        if (!MaySay(entry.Key, entry.ModRevision)) return KeyEvents.Unreadable(address, entry.Version, clock.GetUtcNow());
        Unreadable++;
        JournalLog.Unreadable(logger, entry.Key, entry.ModRevision, fault, address.ToString());
        return KeyEvents.Unreadable(address, entry.Version, clock.GetUtcNow());
    }

    /// <summary>
    /// Each event raises the version by one and is one more put of its key, so a key that counts more puts than versions was written
    /// by something else. Fewer are no fault: the key was deleted once and counts from there.
    /// </summary>
    private static string FaultOf(LeaseEvent e, Ipv4Address address, long puts)
    {
        if (e.Address != address) return $"it is about {e.Address}";
        if (!Enum.IsDefined(e.Kind)) return $"its kind {(int)e.Kind} is not known to this version of the program";
        return e.Version < puts ? $"its version is {e.Version}, but the key was written {puts} times" : "";
    }

    private bool MaySay(string key, long revision)
    {
        if (_said.TryGetValue(key, out long said) && said == revision) return false;
        if (_said.Count >= SaidMax && !_said.ContainsKey(key)) return false;
        _said[key] = revision;
        return true;
    }
}

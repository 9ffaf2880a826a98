using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>The newest event of an address and the revision it came with.</summary>
internal readonly record struct StreamHead(LeaseEvent Event, long Revision)
{
    /// <summary>What an append has to compare with: a key that was deleted is not there.</summary>
    public long Compare => KeyEvents.IsDeletion(Event) ? 0 : Revision;
}

/// <summary>
/// What is known of every address, by whichever way it came first: the stream, the answer to our own transaction, or a refusal.
/// The events are those that the ledger has, not copies.
/// </summary>
internal sealed class StreamHeads
{
    private readonly Dictionary<Ipv4Address, StreamHead> _heads = [];

    /// <summary>Of the newest event of all.</summary>
    public long Revision { get; private set; }

    public int Count => _heads.Count;

    public IEnumerable<KeyValuePair<Ipv4Address, StreamHead>> All => _heads;

    /// <summary>All heads, oldest commit first.</summary>
    public IEnumerable<StreamHead> InOrder() => _heads.Values.OrderBy(head => head.Revision).ThenBy(head => head.Event.Address);

    public bool TryGet(Ipv4Address address, out StreamHead head) => _heads.TryGetValue(address, out head);

    public LeaseEvent? NewestOf(Ipv4Address address) => _heads.TryGetValue(address, out StreamHead head) ? head.Event : null;

    /// <summary>
    /// Takes an event as the newest of its address, if it is. Its version is raised where the key began anew, so that versions
    /// never fall: a ledger takes no event that is not newer than what it has.
    /// </summary>
    /// <param name="revision">Of the event.</param>
    /// <param name="e">The event as the store has it.</param>
    /// <param name="news">The event as it is to be told.</param>
    public bool TryTake(long revision, LeaseEvent e, out LeaseEvent news)
    {
        news = e;
        if (_heads.TryGetValue(e.Address, out StreamHead head))
        {
            if (revision <= head.Revision) return false;
            bool isKnown = KeyEvents.IsSame(head.Event, e);
            if (isKnown) news = head.Event;
            else if (e.Version <= head.Event.Version) news = e with { Version = head.Event.Version + 1 };
            Put(news, revision);
            return !isKnown;
        }
        Put(news, revision);
        return true;
    }

    /// <summary>The store has gone back in time: whatever it says now is newer than what is known.</summary>
    public void Doubt()
    {
        foreach (Ipv4Address address in _heads.Keys.ToArray()) _heads[address] = _heads[address] with { Revision = -1 };
        Revision = 0;
    }

    private void Put(LeaseEvent e, long revision)
    {
        _heads[e.Address] = new StreamHead(e, revision);
        Revision = Math.Max(Revision, revision);
    }
}

using Polymasq.Actors.Interfaces;

namespace Polymasq.Node.Interfaces;

/// <summary>The interfaces as told so far, message by message. Pure state: it knows nothing of sockets.</summary>
internal sealed class InterfaceTable
{
    private readonly Dictionary<int, InterfaceInfo> _links = [];

    /// <summary>Counts the messages that changed something: the kernel repeats itself often.</summary>
    public int Version { get; private set; }

    /// <summary>All interfaces in the order of their indexes.</summary>
    public InterfaceSet ToSet()
    {
        InterfaceInfo[] links = [.. _links.Values];
        Array.Sort(links, static (one, other) => one.Index.CompareTo(other.Index));
        return new InterfaceSet([.. links]);
    }

    public void Apply(in NetlinkMessage message)
    {
        switch (message.Type)
        {
            case RtnetlinkType.NewLink when LinkMessage.TryRead(message.Body, out InterfaceInfo link): Put(link); break;
            case RtnetlinkType.DeleteLink when LinkMessage.TryRead(message.Body, out InterfaceInfo link): Remove(link.Index); break;
            case RtnetlinkType.NewAddress when AddressMessage.TryRead(message.Body, out int index, out InterfaceAddress address): Put(index, address); break;
            case RtnetlinkType.DeleteAddress when AddressMessage.TryRead(message.Body, out int index, out InterfaceAddress address): Remove(index, address); break;
        }
    }

    private void Put(InterfaceInfo link)
    {
        if (_links.TryGetValue(link.Index, out InterfaceInfo? known))
        {
            if (known.HardwareAddress.SequenceEqual(link.HardwareAddress)) link = link with { HardwareAddress = known.HardwareAddress };
            link = link with { Addresses = known.Addresses };
            if (known == link) return;
        }

        _links[link.Index] = link;
        Version++;
    }

    private void Remove(int index)
    {
        if (_links.Remove(index)) Version++;
    }

    private void Put(int index, InterfaceAddress address)
    {
        if (!_links.TryGetValue(index, out InterfaceInfo? link)) return; // its link is gone already
        int place = PlaceOf(link, address);
        if (place >= 0 && link.Addresses[place] == address) return;
        Replace(link with { Addresses = place < 0 ? link.Addresses.Add(address) : link.Addresses.SetItem(place, address) });
    }

    private void Remove(int index, InterfaceAddress address)
    {
        if (!_links.TryGetValue(index, out InterfaceInfo? link)) return;
        int place = PlaceOf(link, address);
        if (place >= 0) Replace(link with { Addresses = link.Addresses.RemoveAt(place) });
    }

    private void Replace(InterfaceInfo link)
    {
        _links[link.Index] = link;
        Version++;
    }

    private static int PlaceOf(InterfaceInfo link, InterfaceAddress address)
    {
        for (int i = 0; i < link.Addresses.Length; i++)
        {
            if (link.Addresses[i].Address.Equals(address.Address) && link.Addresses[i].PrefixLength == address.PrefixLength) return i;
        }

        return -1;
    }
}

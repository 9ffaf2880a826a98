namespace Polymasq.Actors.LocalNames;

/// <summary>The addresses of one name, one after the other in network order. Never changed, so any thread may read them.</summary>
internal sealed class HostAddresses
{
    /// <summary>Addresses of one family that a name may have; more would not fit into a sensible response.</summary>
    public const int PerFamilyMax = 256;

    private HostAddresses(byte[] ipv4, byte[] ipv6)
    {
        Ipv4 = ipv4;
        Ipv6 = ipv6;
    }

    public static HostAddresses None { get; } = new([], []);

    /// <summary>4 octets for each address.</summary>
    public byte[] Ipv4 { get; }

    /// <summary>16 octets for each address.</summary>
    public byte[] Ipv6 { get; }

    public bool IsEmpty => Ipv4.Length + Ipv6.Length == 0;

    /// <summary>These and one more, behind them; the same object when it is among them or there are enough.</summary>
    public HostAddresses With(AddressKey address)
    {
        byte[] octets = address.ToArray();
        byte[] same = address.IsIpv4 ? Ipv4 : Ipv6;
        if (same.Length >= PerFamilyMax * octets.Length || Contains(same, octets)) return this;
        byte[] more = [.. same, .. octets];
        return address.IsIpv4 ? new(more, Ipv6) : new(Ipv4, more);
    }

    private static bool Contains(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> address)
    {
        for (; !addresses.IsEmpty; addresses = addresses[address.Length..])
        {
            if (addresses.StartsWith(address)) return true;
        }

        return false;
    }
}

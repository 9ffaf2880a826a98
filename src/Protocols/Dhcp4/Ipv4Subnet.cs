using System.Globalization;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>A subnet as network address and prefix length, 192.0.2.0/24.</summary>
public readonly record struct Ipv4Subnet
{
    /// <param name="member">Any address of the subnet; its host part is dropped.</param>
    /// <param name="prefixLength">0 to 32 bits.</param>
    public Ipv4Subnet(Ipv4Address member, int prefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, 32);
        PrefixLength = prefixLength;
        Network = new Ipv4Address(member.Value & MaskOf(prefixLength));
    }

    public Ipv4Address Network { get; }
    public int PrefixLength { get; }
    public Ipv4Address Mask => new(MaskOf(PrefixLength));

    /// <summary>The highest address, which is the directed broadcast address in subnets of four addresses or more.</summary>
    public Ipv4Address Last => new(Network.Value | ~MaskOf(PrefixLength));

    public bool Contains(Ipv4Address address) => (address.Value & MaskOf(PrefixLength)) == Network.Value;

    /// <summary>Whether a host can have this address: RFC 3021 §2.1 lets hosts use both of a /31.</summary>
    public bool IsHostAddress(Ipv4Address address) =>
        Contains(address) && (PrefixLength >= 31 || (address != Network && address != Last));

    /// <summary>"192.0.2.0/24". Bits of the host part may be set, as many write the interface's own address.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv4Subnet subnet)
    {
        subnet = default;
        int slash = text.IndexOf('/');
        if (slash < 0 || !Ipv4Address.TryParse(text[..slash], out Ipv4Address member)) return false;
        if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length)) return false;
        if (length > 32) return false;
        subnet = new Ipv4Subnet(member, length);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network}/{PrefixLength}");

    private static uint MaskOf(int prefixLength) => prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength);
}

using System.Globalization;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering;

/// <summary>Where things stand in the store. Nothing else is kept below a cluster's prefix.</summary>
/// <param name="prefix">Of the cluster, ending in a slash.</param>
public sealed class StoreKeys(string prefix)
{
    private const int AddressDigits = 8;

    /// <summary>The cluster's identity, made by the gateway that came first.</summary>
    public string Identity { get; } = prefix + "identity";

    /// <summary>Each address that was ever given: its newest event, in JSON.</summary>
    public string Leases { get; } = prefix + "lease/";

    /// <summary>Each member, in JSON, under a lease of its own.</summary>
    public string Gateways { get; } = prefix + "gateway/";

    /// <summary>One key for each gateway, written to learn how far the stream of leases is. Where the leases are, since it has to come in that stream.</summary>
    public string Marks { get; } = prefix + "lease/mark/";

    public string OfMark(string gateway) => Marks + gateway;

    public string OfLease(Ipv4Address address) => $"{Leases}{address.Value:x8}";

    public string OfGateway(string name) => Gateways + name;

    /// <summary>The address of a lease's key; false if it is none of ours.</summary>
    public bool TryReadLease(string key, out Ipv4Address address)
    {
        address = default;
        bool isLease = key.Length == Leases.Length + AddressDigits && key.StartsWith(Leases, StringComparison.Ordinal);
        if (!isLease || !uint.TryParse(key.AsSpan(Leases.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)) return false;
        address = new Ipv4Address(value);
        return true;
    }
}

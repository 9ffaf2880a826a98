using System.Globalization;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Configuration;

/// <summary>What of one subnet is given to whom, so that a clash is reported where the second one stands and names the first.</summary>
internal sealed class SubnetPlaces(Ipv4Subnet subnet)
{
    private readonly List<(Ipv4Range Range, ConfigurationValue Written)> _ranges = [];
    private readonly Dictionary<object, ConfigurationValue> _taken = [];
    private long _addresses;

    public Ipv4Range? Range(ConfigurationValue value)
    {
        const string Allowed = "a range such as 10.9.0.100-10.9.0.200, the lower address first";
        if (!Ipv4Range.TryParse(value.Text(Allowed), out Ipv4Range range))
        {
            value.Wrong($"{value.What()} is not {Allowed}");
            return null;
        }

        if (!subnet.Contains(range.First) || !subnet.Contains(range.Last)) value.Wrong($"{range} is not inside the subnet {subnet}");
        foreach ((Ipv4Range other, ConfigurationValue written) in _ranges)
        {
            if (other.Overlaps(range)) value.Wrong($"{range} overlaps {other} ({written.Origin})");
        }

        _addresses += range.Count;
        if (_addresses > LeasePool.AddressesMax)
            value.Wrong(string.Create(CultureInfo.InvariantCulture, $"the ranges have {_addresses} addresses; allowed are {LeasePool.AddressesMax} in a subnet"));
        _ranges.Add((range, value));
        return range;
    }

    /// <summary>A reserved address: of the subnet, inside the ranges or not.</summary>
    public Ipv4Address Address(ConfigurationValue value)
    {
        const string Allowed = "an IPv4 address such as 10.9.0.10";
        if (!Ipv4Address.TryParse(value.Text(Allowed), out Ipv4Address address)) value.Wrong($"{value.What()} is not {Allowed}");
        else if (!subnet.IsHostAddress(address)) value.Wrong($"{address} is not the address of a host in the subnet {subnet}");
        else Take(address, value);
        return address;
    }

    /// <summary>False, and reported, if somebody has it already.</summary>
    public bool Take(object what, ConfigurationValue value)
    {
        if (_taken.TryAdd(what, value)) return true;
        value.Wrong($"{value.What()} is given to {_taken[what].Key} already ({_taken[what].Origin})");
        return false;
    }
}

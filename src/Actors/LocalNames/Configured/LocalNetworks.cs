using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>
/// The subnets of our own addresses, for <c>localise-queries</c>: whoever asks over an interface gets, of several addresses of a
/// name, those in the subnet he asked in.
/// </summary>
internal sealed class LocalNetworks
{
    private readonly Dictionary<IpEndpoint, int> _prefixLengths = []; // by own address, without port and scope

    public LocalNetworks(InterfaceSet interfaces)
    {
        foreach (InterfaceAddress own in interfaces.Interfaces.SelectMany(static one => one.Addresses))
            _prefixLengths[IpEndpoint.From(own.Address.GetAddressBytes(), 0)] = own.PrefixLength;
    }

    /// <summary>Whether any of the addresses is in the subnet that was asked in.</summary>
    /// <param name="local">The address the query was sent to.</param>
    /// <param name="addresses">All of one family.</param>
    /// <param name="length">Of one address.</param>
    public bool HasNear(in IpEndpoint local, ReadOnlySpan<byte> addresses, int length)
    {
        for (; !addresses.IsEmpty; addresses = addresses[length..])
        {
            if (IsNear(local, addresses[..length])) return true;
        }

        return false;
    }

    public bool IsNear(in IpEndpoint local, ReadOnlySpan<byte> address)
    {
        Span<byte> own = stackalloc byte[AddressKey.Ipv6Length];
        int ownLength = local.WriteAddress(own);
        return ownLength == address.Length && _prefixLengths.TryGetValue(IpEndpoint.From(own[..ownLength], 0), out int prefixLength)
            && IsSamePrefix(address, own, prefixLength);
    }

    private static bool IsSamePrefix(ReadOnlySpan<byte> address, ReadOnlySpan<byte> own, int prefixLength)
    {
        int whole = prefixLength / 8, rest = prefixLength % 8;
        if (!address[..whole].SequenceEqual(own[..whole])) return false;
        return rest == 0 || (address[whole] ^ own[whole]) >> (8 - rest) == 0;
    }
}

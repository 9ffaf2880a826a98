using System.Net;

namespace Polymasq.Actors.Interfaces;

/// <summary>An address of an interface as the kernel tells it.</summary>
/// <param name="Address">An IPv6 link-local address carries the interface's index as its scope id.</param>
/// <param name="Flags">The kernel's IFA_F_* bits.</param>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength, AddressScope Scope, AddressFlags Flags)
{
    /// <summary>
    /// False while duplicate address detection is under way or after it has found another holder (RFC 4862 §5.4): such an
    /// address cannot be bound.
    /// </summary>
    public bool IsUsable =>
        (Flags & AddressFlags.DadFailed) == 0 && (Flags & (AddressFlags.Tentative | AddressFlags.Optimistic)) != AddressFlags.Tentative;
}

/// <summary>How far an address reaches: RT_SCOPE_*.</summary>
public enum AddressScope : byte
{
    Universe = 0,
    Site = 200,
    Link = 253,
    Host = 254,
}

/// <summary>IFA_F_* bits that matter to us; the others are kept as they came.</summary>
[Flags]
public enum AddressFlags : uint
{
    None = 0,
    Temporary = 0x01,
    Optimistic = 0x04,
    DadFailed = 0x08,
    Deprecated = 0x20,
    Tentative = 0x40,
    Permanent = 0x80,
}

using System.Collections.Immutable;

namespace Polymasq.Actors.Interfaces;

/// <summary>A network interface at one moment. Immutable: a change is a new object.</summary>
public sealed record InterfaceInfo
{
    /// <summary>The kernel's number of it, above 0. An interface that is made anew has a new one, even under the same name.</summary>
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>Switched on by the administrator. Only then its addresses can be bound.</summary>
    public bool IsUp { get; init; }

    /// <summary>Has a carrier as well.</summary>
    public bool IsRunning { get; init; }

    public bool IsLoopback { get; init; }

    /// <summary>Bytes of the largest IP packet.</summary>
    public int Mtu { get; init; }

    /// <summary>ARPHRD_*: 1 is Ethernet. It is also the hardware type that DHCP uses (RFC 2131 §2).</summary>
    public int HardwareType { get; init; }

    /// <summary>The link-layer address; empty where there is none.</summary>
    public ImmutableArray<byte> HardwareAddress { get; init; } = [];

    /// <summary>In the order in which the kernel told them.</summary>
    public ImmutableArray<InterfaceAddress> Addresses { get; init; } = [];
}

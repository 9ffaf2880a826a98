using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>What a DHCP listener can be told. A value: the mailbox copies it and nothing is allocated.</summary>
public readonly record struct Dhcp4ListenerMessage
{
    internal enum Verb : byte { None, Received, Decided, ProbeAnswered, ProbesDue, Sweep, Configure, InterfaceChanged }

    internal Verb What { get; private init; }
    internal Packet? Packet { get; private init; }
    internal Ipv4Address Source { get; private init; }
    internal Ipv4Address Destination { get; private init; }
    internal LeaseDecision Decision { get; private init; }
    internal long Correlation { get; private init; }
    internal HardwareAddress Hardware { get; private init; }
    internal Dhcp4Plan? Plan { get; private init; }
    internal InterfaceInfo? Interface { get; private init; }

    /// <summary>A datagram came to UDP port 67 on the listener's interface.</summary>
    /// <param name="packet">The payload; the listener owns it from now on and releases it. Its origin is not used.</param>
    /// <param name="source">The IP source address, 0.0.0.0 for clients without an address.</param>
    /// <param name="destination">The IP destination address: 255.255.255.255, or ours.</param>
    public static Dhcp4ListenerMessage Received(Packet packet, Ipv4Address source, Ipv4Address destination) =>
        new() { What = Verb.Received, Packet = packet, Source = source, Destination = destination };

    /// <summary>Somebody answered a probe.</summary>
    /// <param name="correlation">The probe's.</param>
    /// <param name="answeredBy">Who answered an ARP request; none for an ICMP echo.</param>
    public static Dhcp4ListenerMessage ProbeAnswered(long correlation, HardwareAddress answeredBy) =>
        new() { What = Verb.ProbeAnswered, Correlation = correlation, Hardware = answeredBy };

    /// <summary>New settings.</summary>
    public static Dhcp4ListenerMessage Configure(Dhcp4Plan plan) => new() { What = Verb.Configure, Plan = plan };

    /// <summary>The interface has other addresses, another name or another MTU.</summary>
    public static Dhcp4ListenerMessage InterfaceChanged(InterfaceInfo changed) => new() { What = Verb.InterfaceChanged, Interface = changed };

    internal static Dhcp4ListenerMessage Decided(in LeaseDecision decision, long correlation) =>
        new() { What = Verb.Decided, Decision = decision, Correlation = correlation };

    internal static Dhcp4ListenerMessage ProbesDue() => new() { What = Verb.ProbesDue };

    internal static Dhcp4ListenerMessage Sweep() => new() { What = Verb.Sweep };
}

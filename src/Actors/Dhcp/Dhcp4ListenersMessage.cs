using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Dhcp;

/// <summary>What the owner of all DHCP listeners can be told.</summary>
public abstract record Dhcp4ListenersMessage
{
    private Dhcp4ListenersMessage()
    {
    }

    /// <summary>The machine's interfaces are now these.</summary>
    public sealed record InterfacesChanged(InterfaceSet Interfaces) : Dhcp4ListenersMessage;

    /// <summary>The configuration was read again.</summary>
    public sealed record SettingsChanged(Dhcp4Service Service) : Dhcp4ListenersMessage;

    /// <summary>Asks which interfaces are served.</summary>
    public sealed record Describe(ReplyTo<Dhcp4ListenersReport> Reply) : Dhcp4ListenersMessage;

    internal sealed record LookAtPeers : Dhcp4ListenersMessage;

    internal sealed record Retry : Dhcp4ListenersMessage;
}

/// <summary>What is served, and on which interfaces it may be.</summary>
/// <param name="Settings">The subnets and the rest.</param>
/// <param name="Leases">For the ledger, which learns the pools from here.</param>
/// <param name="Interfaces">Names, or beginnings of names followed by <c>*</c>; empty for all.</param>
/// <param name="ExceptInterfaces">Written the same way, and stronger.</param>
public sealed record Dhcp4Service(
    Dhcp4Settings Settings, LedgerSettings Leases, ImmutableArray<string> Interfaces, ImmutableArray<string> ExceptInterfaces);

/// <summary>The listeners at one moment.</summary>
/// <param name="IsPlanned">True once the interfaces were known and everything was tried at least once.</param>
public sealed record Dhcp4ListenersReport(bool IsPlanned, ImmutableArray<Dhcp4ListenerInfo> Listeners);

/// <param name="Trouble">Empty when it is served.</param>
/// <param name="Counters">Null when it was never served.</param>
public sealed record Dhcp4ListenerInfo(string Interface, ImmutableArray<string> Subnets, string Trouble, Dhcp4Counters? Counters);

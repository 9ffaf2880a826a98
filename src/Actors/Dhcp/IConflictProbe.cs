using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>
/// Asks the network whether somebody uses an address. The port sends and listens; it keeps no time: the listener decides how
/// long it waits, and every probe that was started is ended by <see cref="Stop"/>.
/// </summary>
public interface IConflictProbe
{
    /// <summary>
    /// Sends the question. Each answer is told as <see cref="Dhcp4ListenerMessage.ProbeAnswered"/>; silence is told by nobody.
    /// False when it can't be asked (no permission, no room): the address is then offered unprobed.
    /// </summary>
    bool TryStart(in ConflictProbeRequest request);

    /// <summary>The answer is no longer waited for. Also called after an answer.</summary>
    void Stop(long correlation);
}

/// <summary>What to ask.</summary>
/// <param name="Address">The address in question.</param>
/// <param name="Source">Our own address to ask from.</param>
/// <param name="InterfaceIndex">The interface whose link the address is on, if <paramref name="IsOnLink"/>.</param>
/// <param name="IsOnLink">
/// The address belongs to a link of ours: ask by ARP (RFC 5227 §2.1.1 has the packet's form), which every holder must answer.
/// Otherwise it is behind a relay: ask by ICMP echo (RFC 2131 §3.1).
/// </param>
/// <param name="Correlation">Comes back with answers; unique while the probe lasts.</param>
/// <param name="Listener">Whom to tell.</param>
public readonly record struct ConflictProbeRequest(
    Ipv4Address Address, Ipv4Address Source, int InterfaceIndex, bool IsOnLink, long Correlation, IActorRef<Dhcp4ListenerMessage> Listener);

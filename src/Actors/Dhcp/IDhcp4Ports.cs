using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Dhcp;

/// <summary>Opens and closes UDP port 67 of interfaces, for the actor that decides which are served. Takes its time if it must.</summary>
public interface IDhcp4Ports
{
    /// <param name="where">The interface.</param>
    /// <param name="trouble">When null is returned: the end of a sentence about the port, for the operator.</param>
    IDhcp4Port? Open(InterfaceInfo where, out string trouble);

    /// <summary>From now on, what comes in is told to the listener. Once for each port.</summary>
    void Connect(IDhcp4Port port, IActorRef<Dhcp4ListenerMessage> listener);

    /// <summary>What comes in is lost from now on, and what is sent goes nowhere.</summary>
    void Close(IDhcp4Port port);
}

using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;

namespace Polymasq.Node.Sockets.Dhcp;

/// <summary>The ports of the DHCP lane, as the owner of the listeners sees them.</summary>
internal sealed class Dhcp4Ports(Dhcp4Sockets sockets) : IDhcp4Ports
{
    public IDhcp4Port? Open(InterfaceInfo where, out string trouble) => sockets.Open(where, out trouble);

    public void Connect(IDhcp4Port port, IActorRef<Dhcp4ListenerMessage> listener) => ((Dhcp4Port)port).Connect(listener);

    public void Close(IDhcp4Port port) => ((Dhcp4Port)port).Dispose();
}

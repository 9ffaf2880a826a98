using Polymasq.Actors.Interfaces;

namespace Polymasq.Node.Tests.Namespaces;

/// <summary>Two networks joined by a cable: <c>srv0</c> with 10.77.0.1/24 on one side, <c>cli0</c> without an address on the other.</summary>
internal sealed class Link : IDisposable
{
    public static readonly byte[] ClientHardware = [2, 0, 0, 0, 0, 0x22];
    public static readonly byte[] ServerHardware = [2, 0, 0, 0, 0, 0x11];

    public Link()
    {
        Server = new NetworkNamespace();
        Client = new NetworkNamespace();
        Server.Ip($"link add srv0 address 02:00:00:00:00:11 type veth peer name cli0 address 02:00:00:00:00:22 netns {Client.ThreadId}");
        Server.Ip("addr add 10.77.0.1/24 dev srv0");
        Server.Ip("link set srv0 up");
        Client.Ip("link set cli0 up");
        Server.WaitForCarrier("srv0");
        Client.WaitForCarrier("cli0");
    }

    public NetworkNamespace Server { get; }

    public NetworkNamespace Client { get; }

    /// <summary>The server's end as the interface monitor would tell it.</summary>
    public InterfaceInfo ServerEnd => new()
    {
        Index = Server.IndexOf("srv0"),
        Name = "srv0",
        IsUp = true,
        HardwareType = 1,
        HardwareAddress = [.. ServerHardware],
    };

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
    }
}

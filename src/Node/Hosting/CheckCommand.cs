using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Hosting;

/// <summary>--check: the sockets that would be opened on this machine as it is, and what would not be served yet.</summary>
internal static class CheckCommand
{
    public static void Run(NodeSettings settings, TextWriter output)
    {
        InterfaceSet present = MachineFollower.ReadInterfaces(NullLoggerFactory.Instance);
        var plan = ListenPlan.Compute(settings.Listen, present);
        foreach (ListenTarget target in plan.Targets) output.WriteLine(target);

        Dhcp4Service service = DhcpPart.ServiceOf(settings);
        InterfaceInfo[] dhcp = [.. Dhcp4Interfaces.Of(service, present)];
        foreach (InterfaceInfo info in dhcp)
            output.WriteLine($"udp 0.0.0.0:67 ({info.Name}) for {string.Join(", ", Dhcp4Interfaces.SubnetsOn(service, info).Select(subnet => subnet.Subnet))}");
        if (settings.Control.Socket.Length > 0) output.WriteLine($"unix {settings.Control.Socket}");
        if (settings.Control.HttpListen is { } http) output.WriteLine($"tcp {http} (control)");

        foreach (string name in plan.AbsentInterfaces) output.WriteLine($"# interface {name} is not there; it is served when it appears");
        foreach (ListenAddress address in plan.AbsentAddresses) output.WriteLine($"# address {address} is not there; it is served when it appears");
        foreach (SubnetSettings subnet in settings.Dhcp4.Subnets.Where(subnet => !dhcp.Any(info => Dhcp4Interfaces.SubnetsOn(service, info).Contains(subnet))))
            output.WriteLine($"# subnet {subnet.Subnet} is on no interface; it is served through relays, and when an interface has an address in it");
        output.WriteLine($"Count: {plan.Targets.Length + dhcp.Length} sockets");
    }
}

using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Tests.Listeners;

/// <summary>Interfaces and settings in a test's words.</summary>
internal static class Machine
{
    public static InterfaceSet With(params InterfaceInfo[] interfaces) => new([Loopback, .. interfaces]);

    public static InterfaceInfo Loopback { get; } = Interface(1, "lo", "127.0.0.1/8", "::1/128") with { IsLoopback = true };

    public static InterfaceInfo Interface(int index, string name, params string[] addresses) => new()
    {
        Index = index,
        Name = name,
        IsUp = true,
        IsRunning = true,
        Addresses = [.. addresses.Select(address => Address(address, index))],
    };

    public static InterfaceAddress Address(string text, int index = 0, AddressFlags flags = AddressFlags.Permanent)
    {
        string[] parts = text.Split('/');
        var ip = IPAddress.Parse(parts[0]);
        if (ip.IsIPv6LinkLocal) ip.ScopeId = index;
        return new InterfaceAddress(ip, int.Parse(parts[1], null), AddressScope.Universe, flags);
    }

    public static ListenSettings Settings(string interfaces = "", string except = "", string addresses = "", BindMode bind = BindMode.Dynamic, int port = 53) =>
        new(Words(interfaces), Words(except), [.. Words(addresses).Select(Parse)], bind, port);

    /// <summary>The plan's UDP endpoints; TCP has the same ones.</summary>
    public static string[] EndPoints(this ListenPlan plan) =>
        [.. plan.Targets.Where(target => target.Protocol == ListenProtocol.Udp).Select(target => target.EndPoint.ToString())];

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static ListenAddress Parse(string text)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress address), text);
        return address;
    }
}

using System.Collections.Immutable;

namespace Polymasq.Actors.Listeners;

/// <summary>What <c>listen.bind</c> can be.</summary>
public enum BindMode
{
    /// <summary>Each address of each served interface has its own sockets, which come and go with it.</summary>
    Dynamic,

    /// <summary>The same, for the interfaces and addresses that are there at the start.</summary>
    BindInterfaces,

    /// <summary>One socket for each family on all addresses; what comes over other interfaces is dropped.</summary>
    Wildcard,
}

/// <summary>Where DNS is served: the block <c>listen</c> and <c>dns.port</c>.</summary>
/// <param name="Interfaces">Names, or beginnings of names followed by <c>*</c>. Empty with no addresses either means all.</param>
/// <param name="ExceptInterfaces">Written the same way, and stronger than <paramref name="Interfaces"/>.</param>
/// <param name="Addresses">Served besides the interfaces; without interfaces, all that is served.</param>
/// <param name="Port">Where no address says otherwise. 0 turns DNS off.</param>
public sealed record ListenSettings(
    ImmutableArray<string> Interfaces,
    ImmutableArray<string> ExceptInterfaces,
    ImmutableArray<ListenAddress> Addresses,
    BindMode Bind,
    int Port)
{
    /// <summary>
    /// listen.local-service: answer only hosts in the subnets of our own interfaces. As in dnsmasq it means something only while nothing
    /// says where to listen: who names interfaces or addresses knows whom he serves.
    /// </summary>
    public bool LocalService { get; init; }

    internal bool IsLocalOnly => LocalService && Interfaces.IsEmpty && ExceptInterfaces.IsEmpty && Addresses.IsEmpty;
}

using System.Reflection;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary>The cluster of the embedded engine: this gateway alone.</summary>
/// <param name="cluster">cluster.name.</param>
/// <param name="name">node.name.</param>
/// <param name="address">Where it serves, for people to read.</param>
/// <param name="missing">What is still missing until it serves; empty when it does.</param>
/// <param name="time">The system's clock.</param>
internal sealed class OwnGateway(string cluster, string name, Func<string> address, Func<IReadOnlyList<string>> missing, TimeProvider time)
{
    /// <summary>Of the program, without the commit it was built from.</summary>
    public static string Version { get; } =
        (typeof(OwnGateway).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>When this process began, or rather when it could look at a clock.</summary>
    public static DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    private readonly long _began = time.GetTimestamp();

    public ClusterMembers Members()
    {
        IReadOnlyList<string> reasons = missing();
        string state = reasons.Count == 0 ? "up" : "joining";
        long uptimeSeconds = (long)time.GetElapsedTime(_began).TotalSeconds;
        return new ClusterMembers(cluster, "embedded", [new GatewayInfo(name, address(), state, Version, StartedAt, uptimeSeconds, reasons)]);
    }
}

using System.Net;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>The sockets among which a question chooses, all on one address.</summary>
/// <param name="count">How many at a time.</param>
/// <param name="local">The address that they are bound to; its port is 0, or the one that all of them must have: then there is one only, which is shared.</param>
/// <param name="device">The interface that they are bound to; null for any.</param>
internal sealed class UpstreamSocketSet(int count, IPEndPoint local, string? device)
{
    private readonly UpstreamSocket?[] _sockets = new UpstreamSocket?[count];

    public IPEndPoint Local => local;

    public bool HasFixedPort => local.Port > 0;

    public string? Device => device;

    /// <summary>By place; null where none is open.</summary>
    public Span<UpstreamSocket?> Sockets => _sockets;
}

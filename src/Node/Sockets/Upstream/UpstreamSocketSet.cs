using System.Net;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>The sockets among which a question chooses, all on one address.</summary>
/// <param name="count">How many at a time.</param>
/// <param name="local">The address that they are bound to.</param>
/// <param name="device">The interface that they are bound to; null for any.</param>
internal sealed class UpstreamSocketSet(int count, IPAddress local, string? device)
{
    private readonly UpstreamSocket?[] _sockets = new UpstreamSocket?[count];

    public IPAddress Local => local;

    public string? Device => device;

    /// <summary>By place; null where none is open.</summary>
    public Span<UpstreamSocket?> Sockets => _sockets;
}

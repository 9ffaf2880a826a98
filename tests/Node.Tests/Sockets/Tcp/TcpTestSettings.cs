using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Tests.Sockets.Tcp;

internal static class TcpTestSettings
{
    /// <summary>Limits that no test reaches which is not about them, however slow the machine.</summary>
    public static TcpSettings Generous { get; } = new() { ConnectionsMax = 1024, ConnectionsPerClientMax = 64, QueriesMax = 64, IdleTimeout = TimeSpan.FromMinutes(10) };
}

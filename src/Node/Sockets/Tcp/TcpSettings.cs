namespace Polymasq.Node.Sockets.Tcp;

/// <summary>Limits of DNS over TCP (RFC 7766).</summary>
internal sealed record TcpSettings
{
    /// <summary>Connections at a time, all listeners together. More are closed as they come.</summary>
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>Of these, from one address.</summary>
    public int ConnectionsPerClientMax { get; init; } = 64;

    /// <summary>Queries of a connection that may wait for their answers at a time. With more, reading stops until one is answered.</summary>
    public int QueriesMax { get; init; } = 64;

    /// <summary>Answers that a client has not taken yet, in bytes. With more, it is not reading and the connection ends.</summary>
    public int OutputBytesMax { get; init; } = 1024 * 1024;

    /// <summary>A connection ends when for so long no query has come in whole and no answer has gone out (RFC 7766 §6.2.3).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

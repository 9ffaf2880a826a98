namespace Polymasq.Node.Sockets.Tcp;

/// <summary>Limits of DNS over TCP (RFC 7766).</summary>
internal sealed record TcpSettings
{
    /// <summary>Connections at a time, all listeners together. For one more the longest idle is closed, or the new one when none is idle.</summary>
    public required int ConnectionsMax { get; init; }

    /// <summary>Of these, from one address, with the same rule.</summary>
    public required int ConnectionsPerClientMax { get; init; }

    /// <summary>Queries of a connection that may wait for their answers at a time. With more, reading stops until one is answered.</summary>
    public required int QueriesMax { get; init; }

    /// <summary>Answers that a client has not taken yet, in bytes. With more, it is not reading and the connection ends.</summary>
    public int OutputBytesMax { get; init; } = 1024 * 1024;

    /// <summary>A connection ends when for so long no query has come in whole and no answer has gone out (RFC 7766 §6.2.3).</summary>
    public required TimeSpan IdleTimeout { get; init; }
}

namespace Polymasq.Actors.Listeners;

/// <summary>Where a query came from: all that is needed to answer it later, from another thread.</summary>
public readonly record struct QueryOrigin
{
    /// <summary>Who asked, and whom to answer.</summary>
    public IpEndpoint Peer { get; init; }

    /// <summary>
    /// The address the query was sent to, with the interface's index as its scope. Needed to answer from a socket that is bound to all addresses.
    /// </summary>
    public IpEndpoint Local { get; init; }

    /// <summary>
    /// The socket it came through, as a number that means the same to the sinks of all lanes, since the shard of a name may
    /// live on another lane than the socket.
    /// </summary>
    public int Socket { get; init; }

    /// <summary>The TCP session the query came through; null for UDP.</summary>
    public IReplySink? Stream { get; init; }

    /// <summary>When it came: a timestamp of the system's clock.</summary>
    public long ReceivedAt { get; init; }
}

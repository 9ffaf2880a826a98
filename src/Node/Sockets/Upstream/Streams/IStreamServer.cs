namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>The ways to one server. Used from any thread.</summary>
internal interface IStreamServer : IDisposable
{
    /// <summary>A timestamp of the system's clock.</summary>
    long LastAskedAt { get; }

    /// <summary>Ends the exchange sooner or later, unless its time is over before.</summary>
    void Ask(StreamExchange exchange);
}

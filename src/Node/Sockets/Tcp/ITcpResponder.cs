using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>Answers queries that came over TCP. For any number of threads.</summary>
internal interface ITcpResponder
{
    /// <summary>
    /// Answers a query at once by <see cref="TcpSession.Enqueue"/> on the origin's stream, or sees to it that it is answered later by
    /// <see cref="IReplySink.Send"/>.
    /// </summary>
    /// <returns>True when an answer comes later.</returns>
    bool Respond(ReadOnlySpan<byte> message, in QueryOrigin origin);
}

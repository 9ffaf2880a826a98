namespace Polymasq.Actors.Listeners;

/// <summary>
/// The way back to a client. A lane gives its shard one for UDP, a TCP session is one for its own queries.
/// </summary>
public interface IReplySink
{
    /// <summary>
    /// Sends the response, or gathers it for <see cref="Flush"/>. Copies what it needs: the caller keeps the query and
    /// releases it. Never waits and never throws; what cannot be sent is dropped and counted.
    /// </summary>
    /// <remarks>
    /// A lane's sink is called on its lane only. A session's sink is called from the threads of all lanes and sees no
    /// <see cref="Flush"/>.
    /// </remarks>
    void Send(Packet query, ReadOnlySpan<byte> response);

    /// <summary>Sends what was gathered. Called at the end of each of the shard's turns that sent something.</summary>
    void Flush();
}

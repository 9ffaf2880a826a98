using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Listeners;

/// <summary>The names that this gateway knows by itself: hosts files, configured names, leased hosts. Asked for every query, from all lanes at once.</summary>
public interface ILocalNames
{
    /// <summary>Answers a question for a local name, which also means one that must not be asked upstream.</summary>
    /// <param name="datagram">The query as it came.</param>
    /// <param name="query">What was read of it. Its class may be any.</param>
    /// <param name="name">The question's name on the wire, in lower case.</param>
    /// <param name="origin">Where it came from: what is near depends on it.</param>
    /// <param name="response">
    /// As large as the client takes, less the room for the OPT record, which the caller adds: the whole response without it goes here.
    /// What does not fit is left out with TC set.
    /// </param>
    /// <param name="source">
    /// What answered. <see cref="LocalSource.Alias"/>: the response is but the beginning, and what it leads to, the data of its last record
    /// without compression, has to be looked up elsewhere. <see cref="LocalSource.OtherType"/>, with nothing written, and
    /// <see cref="LocalSource.AliasToOtherType"/>: if the name looked up does not exist elsewhere, it is there all the same (NODATA).
    /// </param>
    /// <returns>Bytes written; 0 when the name is not local.</returns>
    int TryAnswer(ReadOnlySpan<byte> datagram, in DnsQuery query, ReadOnlySpan<byte> name, in QueryOrigin origin, Span<byte> response, out LocalSource source);
}

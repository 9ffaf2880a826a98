using System.Net;

namespace Polymasq.Actors.Clustering;

/// <summary>Asks other gateways for pieces of their audit: the other end of <see cref="IAuditSource"/>.</summary>
public interface IPeerAudit
{
    /// <summary>Asks one gateway for the records of a name, as <see cref="IAuditSource.Read"/> answers them.</summary>
    /// <returns>Null when there is no answer that can be trusted, or it was refused.</returns>
    Task<IReadOnlyList<byte[]>?> AskAsync(IPEndPoint gateway, string name, CancellationToken cancellation);
}

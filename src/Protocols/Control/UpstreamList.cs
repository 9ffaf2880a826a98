namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>upstream show</c>.</summary>
/// <param name="Servers">In the order of the configuration, then the other gateways of the cluster by name.</param>
public sealed record UpstreamList(IReadOnlyList<UpstreamItem> Servers);

/// <summary>One upstream server. Counts are since it was configured.</summary>
public sealed record UpstreamItem
{
    /// <summary>Address and port.</summary>
    public required string Server { get; init; }

    /// <summary>The gateway of the cluster that it is, asked first for the names it is home of; null for an upstream server.</summary>
    public string? Gateway { get; init; }

    /// <summary>unknown, up, suspect or down; loop for one that is not used because it sends our questions back.</summary>
    public required string State { get; init; }

    /// <summary>The domains it is asked for; empty for all names.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Mean of the latest replies; null before the first one.</summary>
    public double? LatencyMilliseconds { get; init; }

    /// <summary>After how long another server is asked as well.</summary>
    public required double HedgeMilliseconds { get; init; }

    public required long Asked { get; init; }

    public required long Replied { get; init; }

    /// <summary>Questions it did not answer in time.</summary>
    public required long Silent { get; init; }

    /// <summary>Replies that said SERVFAIL.</summary>
    public required long Failed { get; init; }

    /// <summary>Replies that said REFUSED.</summary>
    public required long Refused { get; init; }

    /// <summary>Datagrams from it that matched no question.</summary>
    public required long Rejected { get; init; }
}

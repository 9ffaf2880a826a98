namespace Polymasq.Actors.Listeners;

/// <summary>Which part of the gateway gave an answer.</summary>
public enum AnswerSource : byte
{
    /// <summary>An error: the query makes no sense, or is not for us.</summary>
    Refusal,

    /// <summary>Names that this gateway knows.</summary>
    Local,

    Cache,

    /// <summary>An expired answer, since upstream fails (RFC 8767).</summary>
    Stale,

    /// <summary>An upstream server, asked for this query.</summary>
    Upstream,

    /// <summary>Another gateway of the cluster, asked for this query.</summary>
    Gateway,

    /// <summary>Nobody: no upstream server could answer.</summary>
    Failure,
}

/// <summary>Where an answer came from; for logs and for people.</summary>
/// <param name="Source">The part of the gateway.</param>
/// <param name="Local">Which of the local sources.</param>
/// <param name="Server">The upstream server as ADDR:PORT, or the gateway's name; null for others.</param>
public readonly record struct AnswerOrigin(AnswerSource Source, LocalSource Local = LocalSource.None, string? Server = null);

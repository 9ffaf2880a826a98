namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>dns query</c>: what a client would get, and where it came from.</summary>
public sealed record DnsQueryReport
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    /// <summary>As in NOERROR.</summary>
    public required string Rcode { get; init; }

    /// <summary>Those that are set, as dig calls them: qr, aa, tc, rd, ra, ad, cd.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    public required IReadOnlyList<DnsRecordItem> Answers { get; init; }

    public required IReadOnlyList<DnsRecordItem> Authorities { get; init; }

    /// <summary>Extended errors (RFC 8914), as in "Blocked: blocklist".</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    public required DnsAnswerSource From { get; init; }

    /// <summary>From the question to the answer, in milliseconds.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>Of the response, as over TCP.</summary>
    public required int Bytes { get; init; }
}

/// <summary>A record of a response.</summary>
/// <param name="Name">The owner, with the final dot.</param>
/// <param name="TtlSeconds">What is left of it.</param>
/// <param name="Type">As in AAAA.</param>
/// <param name="Data">As in a zone file.</param>
public sealed record DnsRecordItem(string Name, int TtlSeconds, string Type, string Data);

/// <summary>Where an answer came from.</summary>
/// <param name="Source">refusal, local, cache, stale, upstream, gateway or failure.</param>
/// <param name="Detail">The local source, the upstream server or the gateway; null for others.</param>
public sealed record DnsAnswerSource(string Source, string? Detail = null);

/// <summary>The answer to <c>dns explain</c>.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Type">Of class IN.</param>
/// <param name="Steps">All that could answer, in the order in which they are asked.</param>
public sealed record DnsExplanation(string Name, string Type, IReadOnlyList<DnsExplainedStep> Steps)
{
    /// <summary>The same for the name that an alias of ours leads to; null when it is none.</summary>
    public DnsExplanation? Target { get; init; }
}

/// <summary>One step of an explanation.</summary>
/// <param name="Candidate">What could answer.</param>
/// <param name="Verdict">yes, no or not reached.</param>
/// <param name="Reason">Why.</param>
public sealed record DnsExplainedStep(string Candidate, string Verdict, string Reason);

/// <summary>One query of <c>dns tail</c>. A line with only <see cref="Lost"/> says that the reader was too slow for so many.</summary>
public sealed record DnsTailLine
{
    /// <summary>When it was answered.</summary>
    public DateTimeOffset? Time { get; init; }

    public string? Client { get; init; }

    public string? Name { get; init; }

    public string? Type { get; init; }

    /// <summary>As in NOERROR; null when nothing was answered.</summary>
    public string? Rcode { get; init; }

    public DnsAnswerSource? From { get; init; }

    /// <summary>From the query's arrival to its answer, in milliseconds.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>Queries that are missing here; null for none.</summary>
    public long? Lost { get; init; }
}

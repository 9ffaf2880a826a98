namespace Polymasq.Actors.Listeners;

/// <summary>A query that was just dealt with. Valid during the call only.</summary>
public readonly ref struct QuerySighting
{
    /// <summary>As it came, at least up to the end of the question; whatever the network sent.</summary>
    public required ReadOnlySpan<byte> Query { get; init; }

    /// <summary>As it leaves; empty when nothing does.</summary>
    public required ReadOnlySpan<byte> Response { get; init; }

    /// <summary>Who asked, and when.</summary>
    public required QueryOrigin Origin { get; init; }

    /// <summary>What answered; means nothing without a response.</summary>
    public required AnswerOrigin From { get; init; }
}

/// <summary>One who watches all queries of clients and their answers, each query once.</summary>
public interface IQueryFollower
{
    /// <summary>Called on the threads that answer, several at a time: must not wait, and copies what it wants to keep.</summary>
    void Saw(in QuerySighting sighting);
}

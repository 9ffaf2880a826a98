namespace Polymasq.Actors.Listeners;

/// <summary>Whether something that could answer a question does.</summary>
public enum StepVerdict : byte
{
    /// <summary>It was looked at and does not answer.</summary>
    No,

    /// <summary>It answers.</summary>
    Yes,

    /// <summary>Something before it answers.</summary>
    NotReached,
}

/// <summary>One step on the way to an answer, for people.</summary>
/// <param name="Candidate">What could answer, in a word or two.</param>
/// <param name="Verdict">Whether it does.</param>
/// <param name="Reason">Why, or why not; also what it would say if it were reached.</param>
public sealed record ExplainedStep(string Candidate, StepVerdict Verdict, string Reason);

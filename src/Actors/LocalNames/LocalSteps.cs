using System.Collections.Immutable;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.LocalNames;

/// <summary>Collects the steps of an explanation and gives each its verdict.</summary>
/// <param name="answering">What answers; None for nothing here.</param>
/// <param name="outcome">What it says.</param>
internal sealed class LocalSteps(LocalSource answering, string outcome)
{
    private readonly ImmutableArray<ExplainedStep>.Builder _steps = ImmutableArray.CreateBuilder<ExplainedStep>();
    private bool _isAnswered;

    public ImmutableArray<ExplainedStep> All => _steps.ToImmutable();

    private bool IsSaidByOutcome => answering is LocalSource.Loopback or LocalSource.Synthesized;

    /// <param name="candidate">What could answer.</param>
    /// <param name="reason">What it knows of the question.</param>
    /// <param name="sources">What an answer of it is called.</param>
    public void Add(string candidate, string reason, params ReadOnlySpan<LocalSource> sources)
    {
        bool answers = answering != LocalSource.None && sources.Contains(answering);
        string text = !answers || reason.Contains(outcome, StringComparison.Ordinal) ? reason : IsSaidByOutcome ? outcome : $"{outcome}: {reason}";
        _steps.Add(new ExplainedStep(candidate, answers ? StepVerdict.Yes : _isAnswered ? StepVerdict.NotReached : StepVerdict.No, text));
        _isAnswered |= answers;
    }
}

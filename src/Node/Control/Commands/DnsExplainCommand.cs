using System.Collections.Immutable;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>dns explain</c>: what would answer a question now, and why nothing else does. Asks nobody and changes nothing.</summary>
/// <param name="localNames">What is looked at first.</param>
/// <param name="shards">The cache, and who would be asked.</param>
/// <param name="protocol">The clock for TTLs.</param>
internal sealed class DnsExplainCommand(LocalResolver localNames, CacheShards shards, TimeProvider protocol) : IControlCommand
{
    public string Noun => "dns";

    public string Verb => "explain";

    public IReadOnlyList<string> Parameters => [CacheName.Parameter, "type"];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        DnsExplanation explanation = Explain(DnsText.NameOf(arguments), DnsText.TypeOf(arguments), LocalResolver.AliasesMax);
        return Task.FromResult(ControlReply.Of(explanation, ControlJson.Default.DnsExplanation));
    }

    private DnsExplanation Explain(byte[] name, RecordType type, int aliasesMax)
    {
        ImmutableArray<ExplainedStep> local = localNames.Explain(name, type);
        ImmutableArray<ExplainedStep> others = shards.Explain(name, type, protocol.GetUtcNow());
        bool isLocal = local.Any(static step => step.Verdict == StepVerdict.Yes);
        IEnumerable<ExplainedStep> steps = [.. local, .. isLocal ? others.Select(static step => step with { Verdict = StepVerdict.NotReached }) : others];
        DnsExplanation explanation = new(DnsText.Of(name), RecordTypeText.Format(type), [.. steps.Select(ItemOf)]);
        if (localNames.TargetOf(name, type) is not { } target) return explanation;
        return aliasesMax > 0
            ? explanation with { Target = Explain(target, type, aliasesMax - 1) }
            : explanation with { Steps = [new DnsExplainedStep("records", DnsText.Of(StepVerdict.Yes), $"SERVFAIL: {LocalResolver.AliasesMax} aliases and no end, probably a circle")] };
    }

    private static DnsExplainedStep ItemOf(ExplainedStep step) => new(step.Candidate, DnsText.Of(step.Verdict), step.Reason);
}

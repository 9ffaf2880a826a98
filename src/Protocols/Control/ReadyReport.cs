namespace Polymasq.Protocols.Control;

/// <summary>Whether the gateway serves.</summary>
/// <param name="Ready">Listening, an upstream server known, the journal caught up.</param>
/// <param name="Reasons">What is still missing; empty when ready.</param>
public sealed record ReadyReport(bool Ready, IReadOnlyList<string> Reasons);

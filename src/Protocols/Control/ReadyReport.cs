namespace Polymasq.Protocols.Control;

/// <summary>Whether the gateway serves.</summary>
/// <param name="Ready">Listening, an upstream server known, the journal caught up.</param>
/// <param name="Reasons">What is still missing; empty when ready.</param>
/// <param name="Degraded">What it does less than it should while it serves; null when there is nothing.</param>
public sealed record ReadyReport(bool Ready, IReadOnlyList<string> Reasons, IReadOnlyList<string>? Degraded = null);

namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>config check</c>: what a reload would find.</summary>
/// <param name="File">The file that was read.</param>
/// <param name="IsValid">Whether the daemon would take it.</param>
/// <param name="Errors">All that is wrong, as <c>file:line:column key: what, unit, allowed</c>.</param>
/// <param name="Warnings">What is allowed, but not what somebody is likely to want.</param>
public sealed record ConfigReport(string File, bool IsValid, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings);

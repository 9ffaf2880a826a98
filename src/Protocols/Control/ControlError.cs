namespace Polymasq.Protocols.Control;

/// <summary>Why a command failed. Comes with a status of 400 (arguments), 401 (token), 404 (no such command), 405 (method), 409 (a part that is not in use), 500 or 504 (no answer in time).</summary>
/// <param name="Error">What is wrong, in a sentence without its full stop.</param>
/// <param name="Hint">What to do about it, or null.</param>
public sealed record ControlError(string Error, string? Hint);

namespace Polymasq.TestKit.Fuzzing;

/// <summary>Hostile bytes did what they must not do; the message says what.</summary>
public sealed class BadOutcomeException(string message, Exception? cause = null) : Exception(message, cause);

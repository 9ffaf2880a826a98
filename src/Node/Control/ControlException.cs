namespace Polymasq.Node.Control;

/// <summary>A command cannot be done: the message and the hint are for the person who gave it.</summary>
internal sealed class ControlException(int status, string message, string? hint = null) : Exception(message)
{
    /// <summary>Of HTTP.</summary>
    public int Status { get; } = status;

    public string? Hint { get; } = hint;

    public static ControlException BadArgument(string message, string? hint = null) => new(400, message, hint);
}

namespace Polymasq.Node.Control;

/// <summary>One command of the control API: a noun and a verb, as in <c>lease show</c>. Called from any thread, also while an earlier call runs.</summary>
internal interface IControlCommand
{
    string Noun { get; }

    string Verb { get; }

    /// <summary>True when it changes something: then it must be POSTed.</summary>
    bool IsChange => false;

    /// <summary>The arguments that it knows; others are refused.</summary>
    IReadOnlyList<string> Parameters { get; }

    /// <summary>Does it.</summary>
    /// <exception cref="ControlException">It cannot be done; the caller is told why.</exception>
    Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation);
}

using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Listeners;

/// <summary>What the listeners' actor can be told.</summary>
public abstract record ListenersMessage
{
    private ListenersMessage()
    {
    }

    /// <summary>The machine's interfaces are now these.</summary>
    public sealed record InterfacesChanged(InterfaceSet Interfaces) : ListenersMessage;

    /// <summary>The configuration was read again.</summary>
    public sealed record SettingsChanged(ListenSettings Settings) : ListenersMessage;

    /// <summary>Asks what is open and what is not.</summary>
    public sealed record Describe(ReplyTo<ListenersReport> Reply) : ListenersMessage;

    internal sealed record Retry : ListenersMessage;
}

/// <summary>The listeners at one moment.</summary>
/// <param name="Planned">True once the interfaces were known and everything was tried at least once.</param>
public sealed record ListenersReport(bool Planned, ImmutableArray<ListenerState> Listeners);

/// <param name="Trouble">Empty when it is open.</param>
public sealed record ListenerState(ListenTarget Target, ListenOutcome Outcome, string Trouble);

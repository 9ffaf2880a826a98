namespace Polymasq.Actors.Listeners;

/// <summary>What came of opening a listener.</summary>
public enum ListenOutcome
{
    Open,

    /// <summary>Another program has the port.</summary>
    Taken,

    /// <summary>The address is not there, or not there yet.</summary>
    NotThere,

    /// <summary>Anything else, mostly a missing permission.</summary>
    Refused,
}

/// <param name="Text">
/// For an operator, where it is not open: the end of a sentence that begins with the target, like "is taken by dnsmasq (pid 7): …".
/// </param>
public readonly record struct ListenResult(ListenOutcome Outcome, string Text);

/// <summary>The sockets of all lanes. Called by the listeners' actor, one call at a time; takes its time if it must.</summary>
public interface IListenerSockets
{
    ListenResult Open(ListenTarget target);

    /// <summary>Queries that were taken over it may still be answered to nobody.</summary>
    void Close(ListenTarget target);

    /// <summary>From now on, only queries from these interfaces are taken.</summary>
    void Serve(ServedInterfaces served);
}

namespace Polymasq.Actors.Kernel;

/// <summary>An actor's address: all that others may hold of it. Valid across restarts, usable from any thread.</summary>
public interface IActorRef
{
    ActorPath Path { get; }

    /// <summary>True once the actor has stopped for good. What is told to it afterwards is a dead letter.</summary>
    bool IsTerminated { get; }

    /// <summary>Asks the actor to stop: it takes no new message, handles those it has, stops its children, then ends.</summary>
    void Stop();
}

/// <summary>The address of an actor that understands <typeparamref name="T"/>.</summary>
public interface IActorRef<T> : IActorRef
{
    /// <summary>
    /// Puts a message into the mailbox. False when the mailbox is full or the actor has stopped: the sender decides
    /// what that means, and still owns whatever the message carries.
    /// </summary>
    bool TryTell(in T message);

    /// <summary>As <see cref="TryTell"/>, where losing the message does no harm: what finds no room is counted as a dead letter.</summary>
    void Tell(in T message);
}

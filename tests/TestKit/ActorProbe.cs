using Polymasq.Actors.Kernel;

namespace Polymasq.TestKit;

/// <summary>An actor that keeps what it is told, for a test to look at.</summary>
public sealed class ActorProbe<T> : Actor<T>
{
    public List<T> Received { get; } = [];

    public List<IActorRef> Terminated { get; } = [];

    /// <summary>Takes the oldest message kept; fails when there is none.</summary>
    public T Take()
    {
        T message = Received[0];
        Received.RemoveAt(0);
        return message;
    }

    protected override void Receive(in T message) => Received.Add(message);

    protected override void OnTerminated(IActorRef who) => Terminated.Add(who);
}

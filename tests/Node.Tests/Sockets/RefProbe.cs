using System.Collections.Concurrent;
using Polymasq.Actors.Kernel;

namespace Polymasq.Node.Tests.Sockets;

/// <summary>An actor's address that keeps what is told to it, from any thread.</summary>
internal sealed class RefProbe<T> : IActorRef<T>
{
    private readonly BlockingCollection<T> _told = [];

    public bool IsFull { get; set; }

    public int Count => _told.Count;

    public ActorPath Path => ActorPath.Root;

    public bool IsTerminated => false;

    public bool TryTell(in T message)
    {
        if (!IsFull) _told.Add(message);
        return !IsFull;
    }

    public void Tell(in T message) => TryTell(message);

    public void Stop()
    {
    }

    public T Take(int waitMilliseconds = 30_000)
    {
        Assert.True(_told.TryTake(out T? message, waitMilliseconds), "nothing was told");
        return message;
    }
}

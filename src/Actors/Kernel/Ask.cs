namespace Polymasq.Actors.Kernel;

/// <summary>Where an actor puts the one answer to an <c>Ask</c>. Answering late or twice does nothing.</summary>
public sealed class ReplyTo<TReply>
{
    private readonly TaskCompletionSource<TReply> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TReply> Task => _source.Task;

    /// <summary>Answers. False when the time was over or somebody answered before.</summary>
    public bool TrySet(TReply reply) => _source.TrySetResult(reply);

    internal void GiveUp(Exception reason) => _source.TrySetException(reason);
}

/// <summary>Question and answer with an actor, for the edge of the system only: actors among themselves Tell.</summary>
public static class AskExtensions
{
    /// <summary>Tells a message that carries a <see cref="ReplyTo{TReply}"/> and waits for its answer.</summary>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <exception cref="InvalidOperationException">The mailbox was full or the actor has stopped.</exception>
    public static async Task<TReply> Ask<T, TReply>(this IActorRef<T> actor, Func<ReplyTo<TReply>, T> message, TimeSpan timeout, TimeProvider time)
    {
        ReplyTo<TReply> reply = new();
        if (!actor.TryTell(message(reply)))
            throw new InvalidOperationException($"{actor.Path} {(actor.IsTerminated ? "has stopped" : "has a full mailbox")}");
        ITimer timer = time.CreateTimer(
            static state => ((ReplyTo<TReply>)state!).GiveUp(new TimeoutException()), reply, timeout, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            return await reply.Task.ConfigureAwait(false);
        }
    }
}

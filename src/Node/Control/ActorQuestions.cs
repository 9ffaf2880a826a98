using Polymasq.Actors.Kernel;

namespace Polymasq.Node.Control;

/// <summary>Asks actors for people, who get a reason when there is no answer.</summary>
internal static class ActorQuestions
{
    /// <summary>An actor that does not answer in this time is stuck or overloaded.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="patience">For what takes its time; null for the usual.</param>
    /// <exception cref="ControlException">No answer in time, a full mailbox, or the actor has stopped.</exception>
    public static async Task<TReply> AskForPeople<T, TReply>(this IActorRef<T> actor, Func<ReplyTo<TReply>, T> message, TimeProvider time, TimeSpan? patience = null)
    {
        TimeSpan limit = patience ?? Patience;
        const string Hint = "the gateway is starting, stopping or overloaded: see 'polymasq actor hierarchy' and 'polymasq log tail'";
        try
        {
            return await actor.Ask(message, limit, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ControlException(504, $"{actor.Path} did not answer within {limit.TotalSeconds} s", Hint);
        }
        catch (InvalidOperationException reason)
        {
            throw new ControlException(504, reason.Message, Hint);
        }
    }
}

using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Clustering;

/// <summary>Commands that were obeyed here, whose givers wait until the store has it too.</summary>
internal sealed class PromisedReplies
{
    private readonly List<(ReplyTo<ClusterReply> ReplyTo, string Text, bool UntilLeft)> _waiting = [];

    /// <param name="untilLeft">Wait for the end of membership, not for the record's being written.</param>
    public void Add(ReplyTo<ClusterReply> replyTo, string text, bool untilLeft) => _waiting.Add((replyTo, text, untilLeft));

    public void Tell(bool isWritten, bool hasLeft)
    {
        foreach ((ReplyTo<ClusterReply> replyTo, string text, bool untilLeft) in _waiting)
            if (untilLeft ? hasLeft : isWritten) replyTo.TrySet(new ClusterReply(true, text));
        _waiting.RemoveAll(one => one.UntilLeft ? hasLeft : isWritten);
    }

    /// <summary>The store takes too long: it is so here all the same, and the others learn it when it works again, or lose us with our lease.</summary>
    public void GiveUp(ReplyTo<ClusterReply> replyTo, Standing standing)
    {
        foreach ((ReplyTo<ClusterReply> waiting, string text, _) in _waiting)
        {
            if (waiting != replyTo) continue;
            waiting.TrySet(standing is Standing.NameTaken or Standing.PutDown
                ? new ClusterReply(false, "this gateway is not a member; 'polymasq cluster status' says why")
                : new ClusterReply(true, $"{text}; the other gateways do not know it yet, since the store does not answer"));
        }

        _waiting.RemoveAll(one => one.ReplyTo == replyTo);
    }
}

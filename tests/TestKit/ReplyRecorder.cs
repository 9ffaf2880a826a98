using Polymasq.Actors.Listeners;

namespace Polymasq.TestKit;

/// <summary>Keeps what a shard answers, by the message ID of the query.</summary>
public sealed class ReplyRecorder : IReplySink
{
    public List<DnsView> Replies { get; } = [];

    public int Flushes { get; private set; }

    /// <summary>The latest answer to a query; null while there is none.</summary>
    public DnsView? this[ushort id] => Replies.LastOrDefault(reply => reply.Header.Id == id);

    public void Send(Packet query, ReadOnlySpan<byte> response) => Replies.Add(DnsView.Of(response));

    public void Flush() => Flushes++;
}

using System.Buffers.Binary;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>
/// One question over a stream. It ends once, whoever comes first: with the answer, as failed, or when its time is over. What a server
/// says that is no answer to the question costs this exchange and no other.
/// </summary>
internal sealed class StreamExchange : IThreadPoolWorkItem
{
    private const int QuestionFixedLength = 4; // QTYPE, QCLASS

    private readonly UpstreamStreams _home;
    private readonly StreamTicket _ticket;
    private readonly byte[] _query;
    private readonly ITimer _timer;
    private int _ended;

    public StreamExchange(UpstreamStreams home, UpstreamTarget server, ReadOnlySpan<byte> query, StreamTicket ticket, TimeSpan timeout, TimeProvider time)
    {
        (_home, Server, _ticket, _query, Timeout) = (home, server, ticket, query.ToArray(), timeout);
        _timer = time.CreateTimer(static state => ((StreamExchange)state!).Fail(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
    }

    public UpstreamTarget Server { get; }

    /// <summary>On how many connections it has been sent.</summary>
    public int Sends { get; set; }

    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>After this it has failed.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Looks for a connection, on the thread pool: the lane goes on.</summary>
    public void Execute() => _home.Servers.Ask(this);

    /// <summary>Takes what has come for it.</summary>
    /// <param name="reply">The message, whatever its ID.</param>
    /// <returns>Whether it is a reply to the question.</returns>
    public bool Take(ReadOnlySpan<byte> reply)
    {
        if (!RepeatsQuestion(reply))
        {
            Fail();
            return false;
        }

        if (!TryEnd()) return true;
        Packet? packet = _home.Servers.TryRent(reply.Length);
        if (packet is not null)
        {
            reply.CopyTo(packet.Buffer);
            _query.AsSpan(0, sizeof(ushort)).CopyTo(packet.Buffer); // the ID that the shard knows
            packet.Length = reply.Length;
            packet.Origin = new QueryOrigin { Peer = Server.Address, ReceivedAt = _home.Servers.Time.GetTimestamp() };
        }

        _home.Tell(_ticket, packet);
        return true;
    }

    /// <summary>The query as it goes onto a connection, with its length before it (RFC 1035 §4.2.2).</summary>
    /// <param name="id">What it is known by there.</param>
    /// <param name="options">What it says beside the question.</param>
    public byte[] ToFrame(ushort id, StreamQueryOptions options)
    {
        byte[] frame = Write(id, options, start: sizeof(ushort));
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)(frame.Length - sizeof(ushort)));
        return frame;
    }

    /// <summary>The same without a length before it.</summary>
    public byte[] ToMessage(ushort id, StreamQueryOptions options) => Write(id, options, start: 0);

    public void Fail()
    {
        if (TryEnd()) _home.Tell(_ticket, null);
    }

    private byte[] Write(ushort id, StreamQueryOptions options, int start)
    {
        byte[] bytes = new byte[start + options.LengthOf(_query)];
        options.Write(_query, bytes.AsSpan(start));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(start), id);
        return bytes;
    }

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return false;
        _timer.Dispose();
        return true;
    }

    // RFC 7766 §7: a response is matched by ID and question. Who cannot read a question may leave it out (RFC 1035 §4.1.1).
    private bool RepeatsQuestion(ReadOnlySpan<byte> reply)
    {
        if (!DnsHeader.TryRead(reply, out DnsHeader header) || !header.Flags.IsResponse) return false;
        if (header.QuestionCount == 0) return true;
        int length = QuestionLength();
        if (header.QuestionCount != 1 || reply.Length < DnsHeader.Size + length) return false;
        ReadOnlySpan<byte> asked = _query.AsSpan(DnsHeader.Size, length), repeated = reply.Slice(DnsHeader.Size, length);
        return asked[^QuestionFixedLength..].SequenceEqual(repeated[^QuestionFixedLength..])
            && WireName.EqualsIgnoreCase(asked[..^QuestionFixedLength], repeated[..^QuestionFixedLength]);
    }

    private int QuestionLength()
    {
        int at = DnsHeader.Size;
        while (_query[at] != 0) at += _query[at] + 1;
        return at + 1 + QuestionFixedLength - DnsHeader.Size;
    }

}

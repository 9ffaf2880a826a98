using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Dns;

/// <summary>
/// The UDP sockets of a lane on which clients ask, with the buffers they share, and the way back for answers that come later.
/// Everything on the lane's thread but <see cref="Served"/>.
/// </summary>
internal sealed class LaneListeners(DnsService service) : IReplySink, IDisposable
{
    /// <summary>Datagrams that one system call brings or takes away.</summary>
    public const int BatchCapacity = 32;

    private const int QueryBytesMax = 2048; // a longer datagram is cut, which makes it a malformed query

    private readonly Dictionary<int, UdpListener> _byNumber = [];
    private DnsResponder? _responder;
    private volatile ServedInterfaces _served = ServedInterfaces.All;

    /// <summary>From where queries are taken. Set by any thread.</summary>
    public ServedInterfaces Served
    {
        get => _served;
        set => _served = value;
    }

    public ListenerCounters Counters { get; } = new();

    /// <summary>Queries that came over an interface, or from a network, that is not served.</summary>
    public long Foreign { get; set; }

    /// <summary>Answers whose listener was gone, or which did not fit.</summary>
    public long Undeliverable { get; private set; }

    public ReceiveBatch Received { get; } = new(BatchCapacity, QueryBytesMax);

    public SendBatch Sent { get; } = new(BatchCapacity, DnsResponder.UdpResponseBytesMax);

    public DnsService Service => service;

    public DnsResponder Responder => _responder ??= service.MakeResponder(Counters, BatchCapacity);

    public IEnumerable<UdpListener> All => _byNumber.Values;

    public UdpListener? Find(int number) => _byNumber.GetValueOrDefault(number);

    public void Add(UdpListener listener) => _byNumber.Add(listener.Number, listener);

    /// <summary>To be called before its socket is closed: what was gathered for it is sent.</summary>
    public void Remove(UdpListener listener)
    {
        _byNumber.Remove(listener.Number);
        Sent.Forget(listener.Socket);
    }

    public void Send(Packet query, ReadOnlySpan<byte> response)
    {
        QueryOrigin origin = query.Origin;
        if (!_byNumber.TryGetValue(origin.Socket, out UdpListener? listener) || !response.TryCopyTo(Sent.Next(listener.Socket)))
        {
            Undeliverable++;
            return;
        }

        listener.Commit(response.Length, SockAddr.From(origin.Peer), origin.Local);
    }

    public void Flush() => Sent.Flush();

    public void Dispose()
    {
        foreach (UdpListener listener in _byNumber.Values) listener.Socket.Dispose();
        Received.Dispose();
        Sent.Dispose();
    }
}

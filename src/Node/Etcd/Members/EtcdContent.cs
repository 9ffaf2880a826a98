using System.Net;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Members;

/// <summary>A request's body that knows whether any of it was sent: if not, the request cannot have been carried out.</summary>
/// <param name="body">Left alone until the request has ended.</param>
/// <param name="onSend">Called before the first byte is.</param>
internal sealed class EtcdContent(PooledBuffer body, Action? onSend = null) : HttpContent
{
    private volatile bool _wasSent;

    public bool WasSent => _wasSent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _wasSent = true;
        onSend?.Invoke();
        return stream.WriteAsync(body.WrittenMemory, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}

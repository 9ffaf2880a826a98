using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>A socket that the batches can work with: its descriptor, closed once.</summary>
internal abstract class DatagramSocket(int descriptor) : IDisposable
{
    public int Descriptor { get; private set; } = descriptor;

    public void Dispose()
    {
        if (Descriptor < 0) return;
        _ = Libc.Close(Descriptor);
        Descriptor = -1;
    }
}

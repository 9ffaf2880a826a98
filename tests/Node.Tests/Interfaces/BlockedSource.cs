using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Tests.Interfaces;

/// <summary>Is ready at once and keeps the loop's thread until the gate opens.</summary>
internal sealed unsafe class BlockedSource(ManualResetEventSlim gate) : IReadySource, IDisposable
{
    private const int NonBlocking = 0x800;

    public int Descriptor { get; } = Libc.Eventfd(1, NonBlocking);

    public void OnReady()
    {
        ulong value;
        _ = Libc.Read(Descriptor, &value, sizeof(ulong));
        gate.Wait();
    }

    public void Dispose() => _ = Libc.Close(Descriptor);
}

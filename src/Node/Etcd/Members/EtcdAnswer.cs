using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Members;

/// <summary>What a call came to: a body or a fault. Who takes it disposes of it.</summary>
internal readonly record struct EtcdAnswer(PooledBuffer? Body, EtcdFault? Fault) : IDisposable
{
    public static EtcdAnswer Failed(EtcdFault fault) => new(null, fault);

    public void Dispose() => Body?.Dispose();
}

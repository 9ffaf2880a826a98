namespace Polymasq.Node.Tests.Etcd;

/// <summary>An etcd of one member for all tests of a class; each uses a prefix of its own.</summary>
public sealed class OneMember : IDisposable
{
    private readonly Lazy<EtcdCluster> _cluster = new(() => EtcdCluster.Start(1));

    internal EtcdCluster Cluster => _cluster.Value;

    internal OpenStore Open() => new(Cluster.Settings(OpenStore.NewPrefix()));

    public void Dispose()
    {
        if (_cluster.IsValueCreated) _cluster.Value.Dispose();
    }
}

namespace Polymasq.Node.Tests.Etcd;

/// <summary>An etcd of three members for the tests of a class, one after the other; each leaves it whole.</summary>
public sealed class ThreeMembers : IDisposable
{
    private readonly Lazy<EtcdCluster> _cluster = new(() => EtcdCluster.Start(3));

    internal EtcdCluster Cluster => _cluster.Value;

    public void Dispose()
    {
        if (_cluster.IsValueCreated) _cluster.Value.Dispose();
    }
}

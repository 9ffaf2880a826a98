using System.Net;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Etcd;

public sealed class EtcdConnectionTests
{
    [Fact]
    public void An_address_where_nobody_answers_is_named_and_nothing_can_have_happened()
    {
        EtcdSettings settings = new() { Endpoints = [new Uri("http://127.0.0.1:1")], Prefix = OpenStore.NewPrefix() };
        using OpenStore store = new(settings, waits: false);
        store.Health.UntilReason("nobody answers at cluster.etcd.endpoints: http://127.0.0.1:1");

        Assert.False(Assert.IsType<StoreReport.Failed>(store.Put("a", "1")).MayHaveHappened);
    }

    [Fact]
    public void A_member_with_a_certificate_of_the_authority_is_trusted_and_others_are_not()
    {
        EtcdServerCertificate certificate = new(LoopbackAddress.Next());
        using EtcdCluster cluster = EtcdCluster.Start(1, certificate);
        EtcdSettings settings = cluster.Settings(OpenStore.NewPrefix()) with { CertificateAuthorities = certificate.Authority };
        using OpenStore store = new(settings);
        store.MustPut("a", "1");

        using OpenStore strange = new(settings with { CertificateAuthorities = new EtcdServerCertificate(LoopbackAddress.Next()).Authority }, waits: false);
        strange.Health.UntilReason("cluster.etcd.ca-file");
        Assert.False(Assert.IsType<StoreReport.Failed>(strange.Put("a", "2")).MayHaveHappened);
    }

    [Fact]
    public void A_certificate_for_another_name_is_not_trusted()
    {
        EtcdServerCertificate certificate = new(IPAddress.Parse("192.0.2.1"));
        using EtcdCluster cluster = EtcdCluster.Start(1, certificate);
        using OpenStore store = new(cluster.Settings(OpenStore.NewPrefix()) with { CertificateAuthorities = certificate.Authority }, waits: false);

        store.Health.UntilReason("NameMismatch");
    }
}

using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>An etcd with authentication on, where user pq may use one prefix.</summary>
public sealed class EtcdUserTests(MemberWithUsers etcd) : IClassFixture<MemberWithUsers>
{
    [Fact]
    public void A_user_with_the_right_password_reads_writes_and_watches()
    {
        using OpenStore store = new(etcd.Settings("pq", MemberWithUsers.Password));
        using StoreProbe sink = new();
        long revision = store.MustPut("right", "1");
        using IDisposable watch = store.Store.Watch(1, store.Prefix, revision, sink);

        Assert.Single(sink.Changes(1));
        Assert.DoesNotContain(store.Log.Lines, line => line.Contains(MemberWithUsers.Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pq", "wrong", MemberWithUsers.Prefix, "cluster.etcd.password-file")]
    [InlineData("", "", MemberWithUsers.Prefix, "etcd asks for a user: set cluster.etcd.username")]
    [InlineData("pq", MemberWithUsers.Password, "/polymasq/other/", "may not read and write below /polymasq/other/")]
    public void Who_may_not_is_told_which_key_to_mend_and_nothing_happens(string user, string password, string prefix, string reason)
    {
        using OpenStore store = new(etcd.Settings(user, password) with { Prefix = prefix }, waits: false);
        store.Health.UntilReason(reason);

        Assert.False(Assert.IsType<StoreReport.Failed>(store.Put("a", "1")).MayHaveHappened);
        Assert.Single(store.Log.Lines, line => line.StartsWith("2501", StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_that_etcd_has_forgotten_is_got_anew()
    {
        using OpenStore store = new(etcd.Settings("pq", MemberWithUsers.Password));
        using StoreProbe sink = new();
        long revision = store.MustPut("token", "1");
        using IDisposable watch = store.Store.Watch(1, store.Prefix + "token", revision, sink);
        Assert.Single(sink.Changes(1));

        etcd.Cluster.Kill(0); // tokens live in its memory
        store.Health.UntilHealth(false); // a fast machine has it back before it is missed
        etcd.Cluster.Restart(0);
        store.Health.UntilHealth(true);
        revision = store.MustPut("token", "2", revision);
        Assert.Equal(revision, Assert.Single(sink.Changes(1)).ModRevision);
    }
}

public sealed class MemberWithUsers : IDisposable
{
    internal const string Password = "open sesame";
    internal const string Prefix = "/polymasq/users/";

    private readonly Lazy<EtcdCluster> _cluster = new(Start);

    internal EtcdCluster Cluster => _cluster.Value;

    internal EtcdSettings Settings(string user, string password) => Cluster.Settings(Prefix) with { Username = user, Password = password };

    public void Dispose()
    {
        if (_cluster.IsValueCreated) _cluster.Value.Dispose();
    }

    private static EtcdCluster Start()
    {
        EtcdCluster cluster = EtcdCluster.Start(1, null, "--bcrypt-cost", "4");
        string from = Base64(Prefix);
        string to = Base64(Prefix[..^1] + "0"); // 0 comes after /
        cluster.Post("/v3/auth/user/add", """{"name":"root","password":"r"}""");
        cluster.Post("/v3/auth/role/add", """{"name":"root"}""");
        cluster.Post("/v3/auth/user/grant", """{"user":"root","role":"root"}""");
        cluster.Post("/v3/auth/role/add", """{"name":"pq"}""");
        cluster.Post("/v3/auth/role/grant", $$"""{"name":"pq","perm":{"permType":"READWRITE","key":"{{from}}","range_end":"{{to}}" } }""");
        cluster.Post("/v3/auth/user/add", $$"""{"name":"pq","password":"{{Password}}"}""");
        cluster.Post("/v3/auth/user/grant", """{"user":"pq","role":"pq"}""");
        cluster.Post("/v3/auth/enable", "{}");
        return cluster;
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));
}

using System.Net;
using System.Text;
using Polymasq.Node.Configuration;
using Polymasq.Node.Hosting;
using Polymasq.Node.Tests.Namespaces;

namespace Polymasq.Node.Tests.Configuration;

public sealed class ClusterReaderTests
{
    private const string Member = "etcd.endpoints = [\"http://127.0.0.1:2379\"]";

    [Fact]
    public void The_embedded_engine_is_the_default_and_needs_no_etcd()
    {
        NodeSettings settings = ConfigurationTests.Valid("");

        Assert.Equal(ClusterEngine.Embedded, settings.Engine);
        Assert.Null(settings.Etcd);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(5)), (settings.Cluster.TimeToLive, settings.Cluster.ClockBound));
    }

    [Fact]
    public void A_cluster_is_read_whole()
    {
        using TempFile secret = Private("0123456789abcdef\n");
        using TempFile password = Private("open sesame\nnot this\n");
        LoadedConfiguration loaded = Load($$"""
            node.name = gw1
            cluster {
              engine = etcd, name = lab, address = "10.9.0.1:5300", secret-file = "{{secret.Path}}", ttl = 2s, clock-bound = 0s
              etcd { endpoints = ["http://127.0.0.1:2379/", "http://127.0.0.2", "http://[::1]:80"], username = pq, password-file = "{{password.Path}}" }
            }
            """);

        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        NodeSettings settings = loaded.Settings!;
        Assert.Equal((ClusterEngine.Etcd, "/polymasq/lab/", "gw1"), (settings.Engine, settings.Cluster.Prefix, settings.Cluster.Gateway));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.9.0.1"), 5300), settings.Cluster.Address);
        Assert.Equal("0123456789abcdef", Encoding.ASCII.GetString(settings.Cluster.Secret.AsSpan()));
        Assert.Equal(["http://127.0.0.1:2379/", "http://127.0.0.2:2379/", "http://[::1]:80/"], settings.Etcd!.Endpoints.Select(uri => $"{uri.Scheme}://{uri.Host}:{uri.Port}/"));
        Assert.Equal(("pq", "open sesame"), (settings.Etcd.Username, settings.Etcd.Password));
        Assert.DoesNotContain("sesame", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("engine = raft", "cluster.engine: 'raft' is not one of embedded, etcd")]
    [InlineData("engine = etcd", "cluster.etcd.endpoints: names no member")]
    [InlineData("engine = etcd, name = \"a/b\", " + Member, "cluster.name: 'a/b' cannot be a part of keys in etcd")]
    [InlineData("ttl = 1s", "cluster.ttl: '1s' is out of bounds; allowed is a time from 2s to 1m")]
    [InlineData("clock-bound = 2h", "cluster.clock-bound: '2h' is out of bounds")]
    [InlineData("address = \"0.0.0.0:5300\"", "cluster.address: '0.0.0.0:5300' is not where others can reach this gateway")]
    [InlineData("address = \"10.9.0.1\"", "allowed is ADDR:PORT")]
    [InlineData("etcd.endpoints = [\"10.9.0.1:2379\"]", "cluster.etcd.endpoints[0]: '10.9.0.1:2379' is not the URL of an etcd member; allowed is http://HOST:PORT")]
    [InlineData("etcd.endpoints = [\"http://u:p@10.9.0.1:2379\"]", "names a user")]
    [InlineData("etcd.endpoints = [\"http://10.9.0.1:2379/v3\"]", "has a path")]
    [InlineData("engine = etcd, etcd.endpoints = [\"https://10.9.0.1:2379\"]", "https needs cluster.etcd.ca-file")]
    [InlineData("engine = etcd, etcd.username = pq, " + Member, "cluster.etcd.username: needs cluster.etcd.password-file")]
    [InlineData("engine = etcd, etcd.password-file = \"/x\", " + Member, "cluster.etcd.password-file: needs cluster.etcd.username")]
    [InlineData("engine = etcd, secret-file = \"/nowhere/secret\", " + Member, "cluster.secret-file: /nowhere/secret cannot be read")]
    [InlineData("engine = etcd, etcd { username = pq, password-file = \"/nowhere/pw\" }, " + Member, "cluster.etcd.password-file: /nowhere/pw cannot be read")]
    [InlineData("engine = etcd, etcd { endpoints = [\"https://10.9.0.1:2379\"], ca-file = \"/etc/hostname\" }", "cluster.etcd.ca-file: there is no certificate in /etc/hostname")]
    public void What_cannot_be_names_its_key(string cluster, string expected) =>
        Assert.Contains(Load($"cluster {{ {cluster} }}").Errors, error => error.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void A_short_secret_is_refused_without_telling_it()
    {
        using TempFile secret = Private("tiny-secret");
        string error = Assert.Single(Load($"cluster {{ engine = etcd, secret-file = \"{secret.Path}\", {Member} }}").Errors);

        Assert.Contains($"cluster.secret-file: {secret.Path} has 11 bytes, a secret has at least 16", error, StringComparison.Ordinal);
        Assert.DoesNotContain("tiny-secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_others_can_read_is_a_warning()
    {
        using TempFile secret = Private("0123456789abcdef");
        File.SetUnixFileMode(secret.Path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        LoadedConfiguration loaded = Load($"cluster {{ engine = etcd, secret-file = \"{secret.Path}\", {Member} }}");

        Assert.Empty(loaded.Errors);
        Assert.Contains("cluster.secret-file", Assert.Single(loaded.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_takes_effect_at_the_next_start_is_named_key_by_key()
    {
        NodeSettings before = Load($"node.name = gw1, cluster {{ engine = etcd, {Member} }}").Settings!;
        NodeSettings now = Load("node.name = gw1, cluster { engine = etcd, ttl = 5s, etcd.endpoints = [\"http://127.0.0.1:2380\"] }").Settings!;

        Assert.Empty(RestartKeys.Changed(before, before with { Cluster = before.Cluster with { } }));
        Assert.Equal(["cluster.ttl", "cluster.etcd.endpoints"], RestartKeys.Changed(before, now));
    }

    private static LoadedConfiguration Load(string text) => ConfigurationLoader.LoadText($"polymasq {{ {text} }}", "test.conf", readsFiles: true);

    private static TempFile Private(string text)
    {
        TempFile file = new(text);
        File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}

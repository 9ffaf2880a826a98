using System.Diagnostics;
using System.Net;
using Polymasq.Actors.Peers;
using Polymasq.Node.Tests.Sockets.Dns;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Tsig;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Peers;

public sealed class OneCacheTests
{
    private const int NameCount = 300;

    private static IEnumerable<string> Names => Enumerable.Range(0, NameCount).Select(static i => $"host{i}.example.org");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Upstream_sees_each_name_about_once_for_the_whole_cluster(int lanes)
    {
        using ResolverCluster cluster = new(gateways: 3, lanes, new SlowTime(20)); // what is late is asked twice, and on a busy machine much is late
        Random random = new(1);
        foreach (string name in Names)
        {
            int[] order = [0, 1, 2];
            random.Shuffle(order);
            Assert.All(order, gateway => Assert.True(cluster.Resolves(gateway, name), $"{name} at {gateway}"));
        }

        Assert.Equal(NameCount, cluster.Questions.Count);
        Assert.InRange(cluster.Questions.Values.Sum(), NameCount, NameCount * 1.1);
    }

    [Fact]
    public void A_gateway_that_starts_with_an_empty_cache_has_the_others_while_upstream_is_cut_off()
    {
        using ResolverCluster cluster = new(gateways: 3);
        foreach (string name in Names) Assert.All((int[])[0, 1, 2], gateway => Assert.True(cluster.Resolves(gateway, name)));
        cluster.IsCutOff = true;
        cluster.Restart(2);

        int resolved = Names.Count(name => cluster.Resolves(2, name));

        Assert.InRange(resolved, NameCount * 9 / 10, NameCount);
    }

    [Fact]
    public void At_the_cluster_address_nobody_is_answered_who_has_not_the_key()
    {
        using ResolverCluster cluster = new(gateways: 1);
        IPEndPoint address = cluster[0].Cluster!.Local!;
        using Stub stub = new(waitMilliseconds: 200);
        Assert.Null(stub.Ask(address, "www.example.org"));

        using TsigCodec stranger = PeerSettings.From("another secret altogether"u8, TimeSpan.Zero).MakeCodec();
        byte[] query = DnsBuilder.Query("www.example.org", RecordType.A);
        byte[] signed = [.. query, .. new byte[stranger.RecordLength]];
        stranger.Sign(signed, query.Length, [], DateTimeOffset.UtcNow.ToUnixTimeSeconds(), out _);
        stub.Send(address, signed);

        PeerCounters counters = cluster[0].Lanes[0].Peers!.Counters;
        Assert.True(SpinWait.SpinUntil(() => counters.Rejected == 2, 30_000));
        Assert.Equal(0, counters.Queries);
        Assert.Empty(cluster.Questions);
    }

    // RFC 8945: another implementation signs, is answered at once and later, and verifies.
    [Fact]
    public void BINDs_dig_understands_what_is_signed_here()
    {
        if (!File.Exists("/usr/bin/dig")) Assert.Skip("dig is not installed (bind9-dnsutils)");
        using ResolverCluster cluster = new(gateways: 1);
        for (int i = 0; i < 2; i++)
        {
            string said = Dig(cluster[0].Cluster!.Local!);
            Assert.Contains("192.0.2.1", said, StringComparison.Ordinal);
            Assert.Contains("hmac-sha256", said, StringComparison.Ordinal);
            Assert.DoesNotContain("verify", said, StringComparison.OrdinalIgnoreCase); // "Couldn't verify signature"
        }
    }

    private static string Dig(IPEndPoint server)
    {
        string[] arguments =
        [
            "+tries=1", "+time=5", "-y", "hmac-sha256:polymasq.:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            $"@{server.Address}", "-p", $"{server.Port}", "www.example.org", "A",
        ];
        using Process dig = Process.Start(new ProcessStartInfo("/usr/bin/dig", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = dig.StandardOutput.ReadToEnd() + dig.StandardError.ReadToEnd();
        dig.WaitForExit();
        return said;
    }
}

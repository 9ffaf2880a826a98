using System.Net;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Dns;

public sealed class DnsLaneTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_miss_is_asked_upstream_and_a_hit_is_not(string address)
    {
        using var resolver = new Resolver();
        IPEndPoint server = resolver.Open(address);
        using var stub = new Stub(server.AddressFamily);

        Assert.Equal("192.0.2.1", stub.Ask(server, "www.example.org")!.Answers.Single().Address);
        Assert.Equal("192.0.2.1", stub.Ask(server, "www.EXAMPLE.org")!.Answers.Single().Address);

        ListenerCounters counters = resolver.Lanes[0].Listeners.Counters;
        Assert.Equal(1, counters.Misses);
        Assert.Equal(1, counters.Hits);
    }

    [Fact]
    public void Tcp_asks_the_same_cache()
    {
        using var resolver = new Resolver();
        IPEndPoint server = resolver.Open("127.0.0.1");
        using var stub = new Stub();

        Assert.Equal("192.0.2.1", Stub.AskByTcp(server, "www.example.org").Answers.Single().Address);
        Assert.NotNull(stub.Ask(server, "www.example.org"));

        Assert.Equal(1, resolver.Lanes[0].Listeners.Counters.Hits);
    }

    [Fact]
    public void A_server_can_be_asked_from_one_port_by_several_lanes()
    {
        IpEndpoint source = IpEndpoint.From(FreePort.On(IPAddress.Loopback));
        using var resolver = new Resolver(lanes: 3, source: source);
        IPEndPoint server = resolver.Open("127.0.0.1");
        using var stub = new Stub();

        for (int i = 0; i < 30; i++) Assert.Equal("192.0.2.1", stub.Ask(server, $"n{i}.example.org")!.Answers.Single().Address);

        Assert.Equal([source.Port], resolver.Upstream.SourcePorts.Keys);
        Assert.All([0, 1, 2], shard => Assert.NotEqual(0, resolver.Counters(shard).Answered));
        Assert.All([0, 1, 2], shard => Assert.Equal(0, resolver.Counters(shard).Rejected));
    }

    // RFC 1035 §4.2.1, RFC 7766 §5: what is truncated is asked again over TCP, on both sides.
    [Fact]
    public void A_large_answer_comes_over_tcp_on_both_sides()
    {
        using var resolver = new Resolver();
        resolver.Upstream.Udp = query => DnsBuilder.ReplyTo(query).Flags(set: DnsFlags.Truncated).ToArray();
        resolver.Upstream.Tcp = query => Enumerable.Range(1, 200)
            .Aggregate(DnsBuilder.ReplyTo(query), (reply, i) => reply.A("many.example.org", 300, $"192.0.2.{i}")).ToArray();
        IPEndPoint server = resolver.Open("127.0.0.1");
        using var stub = new Stub();

        Assert.True(stub.Ask(server, "many.example.org")!.IsTruncated);
        Assert.Equal(200, Stub.AskByTcp(server, "many.example.org").Answers.Count());
        Assert.NotEqual(0, resolver.Upstream.StreamQuestions);
    }

    [Fact]
    public void Several_lanes_share_an_address_and_any_of_them_answers_any_name()
    {
        using var resolver = new Resolver(lanes: 3);
        IPEndPoint server = resolver.Open("127.0.0.1");

        for (int i = 0; i < 60; i++)
        {
            using var stub = new Stub(); // another port each time: another lane
            Assert.NotNull(stub.Ask(server, $"host{i % 20}.example.org"));
        }

        Assert.All(resolver.Lanes, lane => Assert.NotEqual(0, lane.Listeners.Counters.Queries));
        Assert.Equal(60, resolver.Lanes.Sum(lane => lane.Listeners.Counters.Queries));
    }

    [Fact]
    public void Another_gateway_on_a_shared_port_is_noticed()
    {
        using var first = new Resolver(lanes: 2);
        using var second = new Resolver(lanes: 2);
        IPEndPoint server = first.Open("127.0.0.1");

        ListenResult result = second.Sockets.Open(new ListenTarget(ListenProtocol.Udp, server, ""));

        Assert.Equal(ListenOutcome.Taken, result.Outcome);
        Assert.Contains($"(pid {Environment.ProcessId})", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_on_all_addresses_answers_from_the_one_that_was_asked()
    {
        using var resolver = new Resolver();
        IPEndPoint all = resolver.Open("0.0.0.0");
        using var stub = new Stub();

        Assert.NotNull(stub.Ask(new IPEndPoint(IPAddress.Parse("127.0.0.7"), all.Port), "www.example.org")); // a miss, from the shard
        Assert.NotNull(stub.Ask(new IPEndPoint(IPAddress.Parse("127.0.0.8"), all.Port), "www.example.org")); // a hit, from the listener
    }

    [Fact]
    public void A_closed_address_answers_no_more_and_can_be_opened_again()
    {
        using var resolver = new Resolver(lanes: 2);
        IPEndPoint server = resolver.Open(LoopbackAddress.Next().ToString()); // where nobody else takes the port meanwhile
        var target = new ListenTarget(ListenProtocol.Udp, server, "");
        using var stub = new Stub();
        Assert.NotNull(stub.Ask(server, "www.example.org"));

        for (int i = 0; i < 20; i++)
        {
            resolver.Sockets.Close(target);
            Assert.True(SpinWait.SpinUntil(() => resolver.Sockets.Open(target).Outcome == ListenOutcome.Open, 30_000)); // a process being forked has copies of all sockets
        }

        Assert.NotNull(stub.Ask(server, "www.example.org"));
        resolver.Sockets.Close(target);
        using var hasty = new Stub(waitMilliseconds: 100);
        Assert.Null(hasty.Ask(server, "www.example.org"));
    }

    [Fact]
    public void Datagrams_that_are_no_queries_do_no_harm()
    {
        using var resolver = new Resolver();
        IPEndPoint server = resolver.Open("127.0.0.1");
        using var stub = new Stub();
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] junk = new byte[random.Next(0, 1500)];
            random.NextBytes(junk);
            if (junk.Length > 2) junk[2] |= 0x80; // a response: never answered
            stub.Send(server, junk);
        }

        Assert.NotNull(stub.Ask(server, "www.example.org"));
    }

    [Fact]
    public void A_hit_allocates_nothing_on_its_lane()
    {
        using var resolver = new Resolver();
        IPEndPoint server = resolver.Open("127.0.0.1");
        using var stub = new Stub();
        Assert.NotNull(stub.Ask(server, "www.example.org"));
        int asked = 0;

        Assert.Equal(0, Allocations.Of(Ask500, () => Allocated(resolver)));
        Assert.Equal(asked, resolver.Lanes[0].Listeners.Counters.Hits);

        void Ask500()
        {
            for (int i = 0; i < 500; i++) Assert.NotNull(stub.Ask(server, "www.example.org"));
            asked += 500;
        }
    }

    private static long Allocated(Resolver resolver)
    {
        var bytes = new TaskCompletionSource<long>();
        resolver.Lanes[0].Post(() => bytes.SetResult(GC.GetAllocatedBytesForCurrentThread()));
        Assert.True(bytes.Task.Wait(60_000));
        return bytes.Task.Result;
    }
}

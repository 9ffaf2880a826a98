using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Control;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Control;

public sealed class QueryFeedTests
{
    private readonly QueryLog _log = new(NullLogger.Instance);
    private readonly QueryFeed _feed;

    public QueryFeedTests() => _feed = new QueryFeed(_log, TimeProvider.System);

    [Fact]
    public void What_a_slow_reader_has_no_room_for_is_counted_and_nobody_waits()
    {
        using QuerySubscription slow = _feed.Follow(QueryFilter.Everything, room: 3);
        using QuerySubscription quick = _feed.Follow(QueryFilter.Everything, room: 100);
        for (int i = 0; i < 10; i++) Show("www.example.org");

        Assert.Equal((3, 7), (slow.Queries.Count, slow.TakeLost()));
        Assert.Equal(0, slow.TakeLost());
        Assert.Equal((10, 0), (quick.Queries.Count, quick.TakeLost()));
    }

    [Fact]
    public void With_the_last_follower_goes_what_it_costs()
    {
        QuerySubscription one = _feed.Follow(QueryFilter.Everything, 1), other = _feed.Follow(QueryFilter.Everything, 1);
        one.Dispose();
        Assert.True(_log.IsOn);
        other.Dispose();
        Assert.False(_log.IsOn);
    }

    [Theory]
    [InlineData("10.9.0.0/24", null, null, true)]
    [InlineData("10.9.1.0/24", null, null, false)]
    [InlineData("2001:db8::/32", null, null, false)]
    [InlineData(null, "example.org", null, true)]
    [InlineData(null, "www.example.org", null, true)]
    [InlineData(null, "ample.org", null, false)]
    [InlineData(null, null, Rcode.NoError, true)]
    [InlineData(null, null, Rcode.NxDomain, false)]
    public void Filters_are_all_held(string? client, string? suffix, Rcode? rcode, bool passes)
    {
        QueryFilter filter = new(client is null ? null : IPNetwork.Parse(client), suffix is null ? null : DnsNameText.ToLowerWire(suffix), rcode);
        using QuerySubscription subscription = _feed.Follow(filter, 1);
        Show("WWW.example.org");
        Assert.Equal(passes ? 1 : 0, subscription.Queries.Count);
    }

    // Whatever came from the network is shown, and nothing of it is believed.
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(28)]
    public void A_query_cut_short_anywhere_is_shown_as_far_as_it_goes(int length)
    {
        using QuerySubscription subscription = _feed.Follow(QueryFilter.Everything, 1);
        _log.Follower!.Saw(new QuerySighting { Query = DnsBuilder.Query("www.example.org", RecordType.A).AsSpan(0, length), Response = default, Origin = default, From = default });
        Assert.True(subscription.Queries.TryRead(out SeenQuery? seen));
        Assert.Null(seen.Rcode);
    }

    private void Show(string name)
    {
        byte[] query = DnsBuilder.Query(name, RecordType.A);
        QueryOrigin origin = new() { Peer = IpEndpoint.From([10, 9, 0, 5], 4000) };
        _log.Follower!.Saw(new QuerySighting { Query = query, Response = DnsBuilder.ReplyTo(query).ToArray(), Origin = origin, From = new AnswerOrigin(AnswerSource.Cache) });
    }
}

using System.Text;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class ServerIdentityTests
{
    private readonly CacheShards _shards = new(1, 128 * 1024);
    private readonly ListenerCounters _counters = new();
    private readonly ServerIdentity _identity;
    private readonly DnsResponder _responder;
    private readonly byte[] _response = new byte[DnsResponder.UdpResponseBytesMax];

    public ServerIdentityTests()
    {
        _identity = new ServerIdentity("1.2.3", "gw1", _shards, () => [_counters]);
        _responder = new DnsResponder(_shards, new NoLocalNames(), new PacketPool(1, DnsResponder.PacketBytes), _counters, new ManualClock(), identity: _identity);
    }

    [Fact]
    public void Nobody_is_told_anything_by_default()
    {
        Assert.Equal(Rcode.Refused, Ask("version.bind").Rcode);
        Assert.Equal(EdnsWriter.OptLength, OptLength(Respond(WithNsid(RecordType.ANY, RecordClass.Internet))));
    }

    // RFC 4892 §3.
    [Theory]
    [InlineData("version.bind", "polymasq-1.2.3")]
    [InlineData("VERSION.SERVER", "polymasq-1.2.3")]
    [InlineData("hostname.bind", "gw1")]
    [InlineData("id.server", "gw1")]
    [InlineData("cachesize.bind", "131072")]
    [InlineData("insertions.bind", "0")]
    [InlineData("evictions.bind", "0")]
    [InlineData("misses.bind", "0")]
    [InlineData("auth.bind", "0")]
    [InlineData("servers.bind", "")]
    public void Who_may_ask_is_told(string name, string text)
    {
        _identity.Configure(isHidden: false, "");
        DnsView answer = Ask(name);
        Assert.Equal((Rcode.NoError, true), (answer.Rcode, answer.Header.Flags.IsAuthoritative));
        DnsRecordView record = Assert.Single(answer.Answers);
        Assert.Equal((RecordType.TXT, 0u), (record.Type, record.Ttl));
        Assert.Equal((text.Length, text), (record.Data[0], Encoding.UTF8.GetString(record.Data.AsSpan(1))));
    }

    [Fact]
    public void Hits_are_what_was_answered_here()
    {
        _identity.Configure(isHidden: false, "");
        Ask("version.bind");
        Ask("id.server");
        Assert.Equal("\u00012"u8, Assert.Single(Ask("hits.bind").Answers).Data);
    }

    [Fact]
    public void Each_server_is_a_string_of_its_own()
    {
        _identity.Configure(isHidden: false, "");
        UpstreamServer[] servers = [Server("192.0.2.1"), Server("192.0.2.2")];
        servers[1].Tallies[0].CountAsked(1);
        servers[1].Tallies[0].CountAsked(2);
        servers[1].Tallies[0].CountSilent();
        _shards.Upstreams.Current = new UpstreamSet(servers, UpstreamOrder.Fastest, []);
        Assert.Equal("\u0010192.0.2.1:53 0 0\u0010192.0.2.2:53 2 1"u8, Assert.Single(Ask("servers.bind").Answers).Data);
    }

    [Theory]
    [InlineData("authors.bind", RecordType.TXT, RecordClass.Chaos)]
    [InlineData("bind", RecordType.TXT, RecordClass.Chaos)]
    [InlineData("version.bind", RecordType.A, RecordClass.Chaos)]
    [InlineData("version.bind", RecordType.ANY, RecordClass.Chaos)]
    [InlineData("version.bind", RecordType.TXT, RecordClass.Hesiod)]
    public void Everything_else_is_refused(string name, RecordType type, RecordClass @class)
    {
        _identity.Configure(isHidden: false, "");
        Assert.Equal(Rcode.Refused, Ask(name, type, @class).Rcode);
    }

    // RFC 5001 §2.3: in every response, errors included, to whom has asked for it.
    [Theory]
    [InlineData(RecordType.ANY, RecordClass.Internet)]
    [InlineData(RecordType.AXFR, RecordClass.Internet)]
    [InlineData(RecordType.TXT, RecordClass.Chaos)]
    public void Who_asks_with_NSID_learns_which_server_it_is(RecordType type, RecordClass @class)
    {
        _identity.Configure(isHidden: true, "gw-1");
        byte[] response = Respond(WithNsid(type, @class));
        Assert.Equal([0, 3, 0, 4, .. "gw-1"u8], response[^8..]);
        Assert.Equal(EdnsWriter.OptLength + 8, OptLength(response));
    }

    [Fact]
    public void Who_does_not_ask_does_not_learn_it()
    {
        _identity.Configure(isHidden: true, "gw-1");
        Respond(WithNsid(RecordType.ANY, RecordClass.Internet));
        Assert.Equal(EdnsWriter.OptLength, OptLength(Respond(DnsBuilder.Query("www.example.org", RecordType.ANY, edns: true))));
    }

    private static UpstreamServer Server(string address) => new(UpstreamTarget.Plain(IpEndpoint.From(System.Net.IPAddress.Parse(address), 53)), shardCount: 1);

    private static byte[] WithNsid(RecordType type, RecordClass @class)
    {
        byte[] query = [.. DnsBuilder.Query("www.example.org", type, edns: true, @class: @class), 0, 0, 0, 0];
        EdnsWriter.AppendOption(query.AsSpan(query.Length - 4 - EdnsWriter.OptLength), EdnsOptionCode.Nsid, []);
        return query;
    }

    private static int OptLength(byte[] response)
    {
        DnsMessageReader.Open(response, out DnsMessageReader reader);
        reader.SkipQuestions();
        DnsRecord last = default;
        while (reader.RecordsLeft > 0) Assert.Equal(DnsReadStatus.Ok, reader.ReadRecord(out last));
        Assert.Equal((RecordType.OPT, response.Length), (last.Type, reader.Offset));
        return EdnsWriter.OptLength + last.DataLength;
    }

    private DnsView Ask(string name, RecordType type = RecordType.TXT, RecordClass @class = RecordClass.Chaos) =>
        DnsView.Of(Respond(DnsBuilder.Query(name, type, edns: true, @class: @class)));

    private byte[] Respond(byte[] query)
    {
        _responder.BeginBatch();
        Assert.Equal(DnsResponse.Answered, _responder.Respond(query, default, _response, out int length));
        return _response[..length];
    }
}

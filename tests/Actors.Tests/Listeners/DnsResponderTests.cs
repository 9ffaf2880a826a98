using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Tests.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class DnsResponderTests
{
    private readonly byte[] _response = new byte[65_535];

    [Theory]
    [InlineData(Opcode.Status, Rcode.NotImp)]
    [InlineData(Opcode.Update, Rcode.NotImp)]
    public void What_is_no_query_of_ours_is_answered_with_an_error(Opcode opcode, Rcode rcode)
    {
        byte[] query = DnsBuilder.Query("www.example.org", RecordType.A);
        query[2] = (byte)((int)opcode << 3);
        Assert.Equal(rcode, Respond(query)!.Rcode);
    }

    // RFC 5936 §4.2: no transfers over UDP, and none through a forwarder; RFC 6895 §3.2: other classes have other upstreams.
    [Theory]
    [InlineData(RecordType.AXFR, RecordClass.Internet)]
    [InlineData(RecordType.TKEY, RecordClass.Internet)]
    [InlineData(RecordType.TXT, RecordClass.Chaos)]
    public void What_cannot_be_forwarded_is_refused(RecordType type, RecordClass @class) =>
        Assert.Equal(Rcode.Refused, Respond(DnsBuilder.Query("www.example.org", type, @class: @class))!.Rcode);

    // RFC 8482 §4.2.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ANY_gets_next_to_nothing_and_is_not_forwarded(bool edns)
    {
        DnsView response = Respond(DnsBuilder.Query("www.example.org", RecordType.ANY, edns: edns))!;
        DnsRecordView record = Assert.Single(response.Records);
        Assert.Equal(("www.example.org.", RecordType.HINFO), (record.Name, record.Type));
        Assert.Equal("\u0007RFC8482\0"u8.ToArray(), record.Data);
        Assert.Equal(edns, response.Edns.IsPresent);
    }

    // RFC 4892: whoever wants to know what runs here learns nothing.
    [Theory]
    [InlineData("version.bind")]
    [InlineData("id.server")]
    public void Our_identity_is_nobody_s_business(string name) =>
        Assert.Equal(Rcode.Refused, Respond(DnsBuilder.Query(name, RecordType.TXT, @class: RecordClass.Chaos))!.Rcode);

    [Fact]
    public void A_response_and_a_fragment_of_a_header_are_left_without_an_answer()
    {
        byte[] query = DnsBuilder.Query("www.example.org", RecordType.A);
        Assert.Null(Respond(query[..11]));
        query[2] |= 0x80;
        Assert.Null(Respond(query));
    }

    [Fact]
    public void Local_names_come_first_and_get_their_OPT_record()
    {
        LocalNames local = new();
        Assert.Equal("10.0.0.1", Respond(DnsBuilder.Query("printer.lan", RecordType.A), local)!.Answers.Single().Address);
        DnsView signed = Respond(DnsBuilder.Query("printer.lan", RecordType.A, dnssecOk: true), local)!;
        Assert.True(signed.Edns.DnssecOk);
        Assert.Equal(1232 - 11, local.RoomGiven);
    }

    [Fact]
    public void Without_a_free_packet_a_miss_is_dropped_and_counted()
    {
        ListenerCounters counters = new();
        DnsResponder responder = ResponderWith(new PacketPool(0, DnsResponder.PacketBytes), counters, new LocalNames());
        Assert.Equal(DnsResponse.Dropped, responder.Respond(DnsBuilder.Query("www.example.org", RecordType.A), default, _response, out _));
        Assert.Equal(1, counters.Dropped);
    }

    // RFC 1035 §2.3.4: the longest name there is must find room in a packet and in a key.
    [Fact]
    public void The_longest_name_goes_the_whole_way()
    {
        string name = string.Join('.', Enumerable.Repeat(new string('x', 63), 3)) + "." + new string('y', 61);
        ShardFixture shard = new(["198.51.100.1"]);
        Assert.Equal("192.0.2.1", shard.Query(name, edns: true)!.Answers.Single().Address);
        Assert.Equal("192.0.2.1", shard.Query(name, edns: true)!.Answers.Single().Address);
        Assert.Single(shard.Server().Questions);
        Assert.Equal("192.0.2.1", shard.Query(".")!.Answers.Single().Address);
    }

    // 0x41 to 0x5A in type or class are no letters: HTTPS is type 65, "A".
    [Fact]
    public void Types_are_not_lowered()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Query("www.example.org", RecordType.HTTPS);
        shard.Query("www.example.org", (RecordType)97);
        Assert.Equal(2, shard.Server().Questions.Count);
    }

    [Fact]
    public void Queries_that_are_read_together_are_answered_each_as_if_it_were_alone()
    {
        byte[] notImplemented = DnsBuilder.Query("www.example.org", RecordType.A);
        notImplemented[2] = (byte)Opcode.Status << 3;
        byte[][] queries =
        [
            DnsBuilder.Query("printer.lan", RecordType.A), notImplemented, DnsBuilder.Query("www.example.org", RecordType.ANY, edns: true), [1, 2, 3],
            DnsBuilder.Query("version.bind", RecordType.TXT, @class: RecordClass.Chaos),
        ];
        DnsResponder together = ResponderWith(new PacketPool(1, DnsResponder.PacketBytes), new ListenerCounters(), new LocalNames(), queries.Length);
        for (int i = 0; i < queries.Length; i++) together.Read(i, queries[i]);
        together.Warm(queries.Length);
        for (int i = 0; i < queries.Length; i++)
        {
            byte[] alone = new byte[1232];
            DnsResponse expected = ResponderWith(new PacketPool(1, DnsResponder.PacketBytes), new ListenerCounters(), new LocalNames())
                .Respond(queries[i], default, alone, out int length);
            Assert.Equal(expected, together.Respond(i, queries[i], default, _response, out int lengthTogether));
            Assert.Equal(alone[..length], _response[..lengthTogether]);
        }
    }

    [Fact]
    public void A_full_mailbox_drops_the_query_and_keeps_the_packet()
    {
        CacheShards shards = new(1, 128 * 1024);
        ManualSystem system = new();
        (var full, _) = system.SpawnProbe<CacheShardMessage>("full", mailbox: 1);
        shards.Attach(0, full);
        PacketPool pool = new(100, DnsResponder.PacketBytes);
        ListenerCounters counters = new();
        DnsResponder responder = new(shards, new LocalNames(), pool, counters, system.Clock);
        for (int i = 0; i < 100; i++) responder.Respond(DnsBuilder.Query($"{i}.example.org", RecordType.A), default, _response, out _);
        Assert.True(counters.Dropped > 0);
        Assert.Equal(100, counters.Dropped + counters.Misses);
        int free = 0;
        while (pool.TryRent() is not null) free++;
        Assert.Equal(counters.Dropped, free);
    }

    private DnsView? Respond(byte[] query, LocalNames? local = null)
    {
        DnsResponder responder = ResponderWith(new PacketPool(1, DnsResponder.PacketBytes), new ListenerCounters(), local ?? new LocalNames());
        return responder.Respond(query, default, _response, out int length) == DnsResponse.Answered ? DnsView.Of(_response.AsSpan(0, length)) : null;
    }

    private static DnsResponder ResponderWith(PacketPool pool, ListenerCounters counters, LocalNames local, int batchCapacity = 1) =>
        new(new CacheShards(1, 128 * 1024), local, pool, counters, new ManualClock(), batchCapacity: batchCapacity);

    private sealed class LocalNames : ILocalNames
    {
        public int RoomGiven { get; private set; }

        public int TryAnswer(ReadOnlySpan<byte> datagram, in DnsQuery query, ReadOnlySpan<byte> name, in QueryOrigin origin, Span<byte> response, out LocalSource source)
        {
            source = LocalSource.Hosts;
            if (query.QnameLength != 13) return 0; // printer.lan
            RoomGiven = response.Length;
            byte[] answer = DnsBuilder.ReplyTo(datagram).A("printer.lan", 60, "10.0.0.1").ToArray();
            answer.CopyTo(response);
            return answer.Length;
        }
    }
}

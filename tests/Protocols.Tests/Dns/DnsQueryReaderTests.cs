using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Protocols.Tests.Dns;

public sealed class DnsQueryReaderTests
{
    [Fact]
    public void A_plain_query_is_understood()
    {
        byte[] datagram = WireBuilder.Query("wWw.example.test", type: 28, flags: 0x0110);

        Assert.Equal(DnsQueryStatus.Ok, DnsQueryReader.Read(datagram, out DnsQuery query));
        Assert.Equal(0x4242, query.Id);
        Assert.True(query.Flags.IsRecursionDesired);
        Assert.True(query.Flags.IsCheckingDisabled);
        Assert.Equal(RecordType.AAAA, query.Type);
        Assert.Equal(RecordClass.Internet, query.Class);
        Assert.Equal(18, query.QnameLength);
        Assert.Equal(datagram.Length - DnsHeader.Size, query.QuestionLength);
        Assert.False(query.Edns.IsPresent);
        Assert.Equal(512, query.UdpPayloadSize);
    }

    [Fact]
    public void The_root_can_be_asked_for()
    {
        Assert.Equal(DnsQueryStatus.Ok, DnsQueryReader.Read(WireBuilder.Query("", type: 2), out DnsQuery query));
        Assert.Equal(1, query.QnameLength);
        Assert.Equal(RecordType.NS, query.Type);
    }

    // RFC 1035 §4.1.1: a response must never be answered.
    [Fact]
    public void Responses_and_fragments_of_a_header_are_dropped()
    {
        Assert.Equal(DnsQueryStatus.IsResponse, Read(WireBuilder.Query("a.test", flags: 0x8100)));
        Assert.Equal(DnsQueryStatus.IsResponse, Read(WireBuilder.Response()));
        for (int length = 0; length < DnsHeader.Size; length++) Assert.Equal(DnsQueryStatus.TooShort, Read(WireBuilder.Query("a.test")[..length]));
    }

    // RFC 8906 §3.1.4
    [Fact]
    public void Every_opcode_but_QUERY_is_not_implemented()
    {
        for (int opcode = 1; opcode < 16; opcode++) Assert.Equal(DnsQueryStatus.NotImp, Read(WireBuilder.Query("a.test", flags: opcode << 11)));
    }

    // RFC 9619 §4
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(65535, 0)]
    [InlineData(1, 1)]
    public void Anything_but_one_question_and_no_answer_is_a_format_error(int questions, int answers)
    {
        byte[] datagram = new WireBuilder().Header(questions: questions, answers: answers).Question("a.test").Question("b.test").Build();
        Assert.Equal(DnsQueryStatus.FormErr, Read(datagram));
    }

    [Fact]
    public void A_question_cut_anywhere_is_a_format_error()
    {
        byte[] datagram = WireBuilder.Query("www.example.test");
        for (int length = DnsHeader.Size; length < datagram.Length; length++) Assert.Equal(DnsQueryStatus.FormErr, Read(datagram[..length]));
    }

    [Fact]
    public void Compression_has_no_place_in_a_question()
    {
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header().Pointer(12).U16(1).U16(1).Build()));
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header().Labels("a").Pointer(12).U16(1).U16(1).Build()));
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header().Labels("a").Pointer(4).U16(1).U16(1).Build()));
    }

    [Fact]
    public void Names_and_labels_that_are_too_long_are_format_errors()
    {
        string longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.Equal(DnsQueryStatus.Ok, Read(WireBuilder.Query(longest)));
        Assert.Equal(DnsQueryStatus.FormErr, Read(WireBuilder.Query(longest + "d")));
        Assert.Equal(DnsQueryStatus.FormErr, Read(WireBuilder.Query(string.Join('.', Enumerable.Repeat("a", 200)))));
        Assert.Equal(DnsQueryStatus.FormErr, Read(WireBuilder.Query(new string('a', 64))));
    }

    [Fact]
    public void Records_that_are_not_there_are_a_format_error()
    {
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header(additionals: 1).Question("a.test").Build()));
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header(authorities: 1).Question("a.test").Build()));
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header(authorities: 65535, additionals: 65535).Question("a.test").Opt().Build()));
    }

    // RFC 1995 §3: IXFR brings the SOA it has. RFC 8945: TSIG stands behind everything.
    [Fact]
    public void Records_that_a_query_may_carry_are_passed_over()
    {
        byte[] ixfr = new WireBuilder().Header(authorities: 1).Question("a.test", 251).Pointer(12).Rest(6, 0, new byte[22]).Build();
        byte[] signed = new WireBuilder().Header(additionals: 2).Question("a.test").Opt().Name("key").Rest(250, 0, new byte[30], 255).Build();

        Assert.Equal(DnsQueryStatus.Ok, Read(ixfr));
        Assert.Equal(DnsQueryStatus.Ok, DnsQueryReader.Read(signed, out DnsQuery query));
        Assert.True(query.Edns.IsPresent);
    }

    [Fact]
    public void Reading_a_query_allocates_nothing()
    {
        byte[] datagram = WireBuilder.QueryWithOpt("www.example.test", options: new WireBuilder().Option(10, 8, "12345678"u8).Build());
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++) DnsQueryReader.Read(datagram, out _);
        }));
    }

    private static DnsQueryStatus Read(byte[] datagram) => DnsQueryReader.Read(datagram, out _);
}

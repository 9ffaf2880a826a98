using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Protocols.Tests.Dns;

public sealed class DnsErrorResponseTests
{
    [Fact]
    public void The_question_comes_back_byte_for_byte_and_the_flags_are_a_responders()
    {
        byte[] query = WireBuilder.Query("wWw.example.test", flags: 0x07f0); // AA TC RD RA Z AD CD
        byte[] response = Respond(query, Rcode.ServFail);

        Assert.Equal(query.Length, response.Length);
        Assert.Equal(query[12..], response[12..]);
        Assert.True(DnsHeader.TryRead(response, out DnsHeader header));
        Assert.Equal(new DnsHeader(0x4242, new DnsFlags(0x8192), 1), header); // QR RD RA CD SERVFAIL
    }

    // RFC 8906 §3.1.4: the opcode is kept, all flags but QR, RD, RA and CD are clear.
    [Fact]
    public void An_unknown_opcode_gets_NOTIMP_with_the_opcode_and_nothing_else()
    {
        byte[] response = Respond(WireBuilder.Query("a.test", flags: 0x7ff0), Rcode.NotImp);
        Assert.Equal(DnsHeader.Size, response.Length);
        DnsHeader.TryRead(response, out DnsHeader header);
        Assert.Equal(new DnsHeader(0x4242, new DnsFlags(0xf994)), header);
    }

    // RFC 6891 §6.1.3
    [Fact]
    public void BADVERS_stands_in_both_halves_of_the_rcode_and_the_version_is_ours()
    {
        byte[] response = Respond(WireBuilder.QueryWithOpt("a.test", version: 3, flags: 0xffff), Rcode.BadVers);

        DnsMessageReader.Open(response, out DnsMessageReader reader);
        Assert.Equal(DnsReadStatus.Ok, reader.SkipQuestions());
        Assert.Equal(DnsReadStatus.Ok, reader.ReadRecord(out DnsRecord opt));
        Assert.Equal(response.Length, reader.Offset);
        Assert.True(EdnsFields.TryRead(opt, out EdnsFields edns));
        Assert.Equal(Rcode.BadVers, edns.Combine(reader.Header.Flags.Rcode));
        Assert.Equal(0, edns.Version);
        Assert.Equal(1232, edns.UdpPayloadSize);
        Assert.Equal(0x01008000u, opt.RawTtl); // extended RCODE 1, version 0, DO and no other flag
    }

    [Fact]
    public void A_query_without_EDNS_gets_a_response_without() =>
        Assert.Equal(0, Respond(WireBuilder.Query("a.test"), Rcode.Refused)[11]);

    [Fact]
    public void A_question_that_was_not_understood_is_not_repeated()
    {
        byte[] response = Respond(new WireBuilder().Header().Pointer(12).U16(1).U16(1).Build(), Rcode.FormErr);
        DnsHeader.TryRead(response, out DnsHeader header);
        Assert.Equal(DnsHeader.Size, response.Length);
        Assert.Equal(new DnsHeader(0x4242, new DnsFlags(0x8181)), header);
    }

    [Fact]
    public void The_response_may_be_written_over_the_query()
    {
        byte[] expected = Respond(WireBuilder.QueryWithOpt("www.example.test"), Rcode.Refused);
        byte[] buffer = WireBuilder.QueryWithOpt("www.example.test");
        DnsQueryReader.Read(buffer, out DnsQuery query);

        Assert.Equal(expected.Length, DnsErrorResponse.Write(buffer, query, Rcode.Refused, buffer, 1232));
        Assert.Equal(expected, buffer[..expected.Length]);
    }

    [Theory]
    [InlineData(DnsQueryStatus.FormErr, Rcode.FormErr)]
    [InlineData(DnsQueryStatus.NotImp, Rcode.NotImp)]
    [InlineData(DnsQueryStatus.BadVers, Rcode.BadVers)]
    public void A_verdict_names_its_rcode(DnsQueryStatus status, Rcode expected)
    {
        Assert.True(DnsErrorResponse.TryGetRcode(status, out Rcode rcode));
        Assert.Equal(expected, rcode);
    }

    [Theory]
    [InlineData(DnsQueryStatus.TooShort)]
    [InlineData(DnsQueryStatus.IsResponse)]
    public void A_verdict_to_drop_has_none(DnsQueryStatus status) => Assert.False(DnsErrorResponse.TryGetRcode(status, out _));

    private static byte[] Respond(byte[] datagram, Rcode rcode)
    {
        DnsQueryReader.Read(datagram, out DnsQuery query);
        byte[] destination = new byte[DnsErrorResponse.LengthMax];
        return destination[..DnsErrorResponse.Write(datagram, query, rcode, destination, 1232)];
    }
}

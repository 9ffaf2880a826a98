using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns.Edns;

// RFC 6891
public sealed class EdnsQueryTests
{
    [Fact]
    public void Size_and_DO_are_read()
    {
        DnsQuery query = Ok(WireBuilder.QueryWithOpt("a.test", size: 1400, flags: 0x8000));
        Assert.True(query.Edns.IsPresent);
        Assert.Equal(1400, query.UdpPayloadSize);
        Assert.True(query.Edns.DnssecOk);
        Assert.False(Ok(WireBuilder.QueryWithOpt("a.test", flags: 0x7fff)).Edns.DnssecOk);
    }

    // RFC 6891 §6.2.3
    [Theory]
    [InlineData(0, 512)]
    [InlineData(1, 512)]
    [InlineData(511, 512)]
    [InlineData(513, 513)]
    [InlineData(65535, 65535)]
    public void A_size_below_512_means_512(int announced, int meant) =>
        Assert.Equal(meant, Ok(WireBuilder.QueryWithOpt("a.test", size: announced)).UdpPayloadSize);

    // RFC 6891 §6.1.3. The options of a version we do not know may be anything.
    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    public void Another_version_is_BADVERS_whatever_its_options(int version)
    {
        Assert.Equal(DnsQueryStatus.BadVers, Read(WireBuilder.QueryWithOpt("a.test", version: version)));
        Assert.Equal(DnsQueryStatus.BadVers, Read(WireBuilder.QueryWithOpt("a.test", version: version, options: [1, 2, 3])));
    }

    // RFC 6891 §6.1.1
    [Fact]
    public void Two_OPT_records_are_a_format_error()
    {
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header(additionals: 2).Question("a.test").Opt().Opt().Build()));
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header(additionals: 2).Question("a.test").Opt(version: 1).Opt().Build()));
    }

    [Fact]
    public void An_OPT_record_that_the_root_does_not_own_or_out_of_its_section_is_a_format_error()
    {
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header(additionals: 1).Question("a.test").Name("b").Rest(41, 0, [], 1232).Build()));
        Assert.Equal(DnsQueryStatus.FormErr, Read(new WireBuilder().Header(authorities: 1).Question("a.test").Opt().Build()));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(65535)]
    public void An_OPT_record_longer_than_the_message_is_a_format_error(int length)
    {
        byte[] datagram = WireBuilder.QueryWithOpt("a.test");
        datagram[^2] = (byte)(length >> 8);
        datagram[^1] = (byte)length;
        Assert.Equal(DnsQueryStatus.FormErr, Read(datagram));
    }

    // RFC 6891 §7: a broken option is FORMERR, and the response has an OPT record, so EDNS must still be seen.
    [Fact]
    public void An_option_longer_than_its_record_is_a_format_error_with_EDNS()
    {
        byte[] options = new WireBuilder().Option(10, 60000, []).Build();
        Assert.Equal(DnsQueryStatus.FormErr, DnsQueryReader.Read(WireBuilder.QueryWithOpt("a.test", options: options), out DnsQuery query));
        Assert.True(query.Edns.IsPresent);
        for (int stub = 1; stub < 4; stub++) Assert.Equal(DnsQueryStatus.FormErr, Read(WireBuilder.QueryWithOpt("a.test", options: new byte[stub])));
    }

    // RFC 7873 §5.2.2
    [Fact]
    public void Only_cookies_of_8_and_of_16_to_40_octets_pass()
    {
        for (int length = 0; length <= 50; length++)
        {
            byte[] datagram = WireBuilder.QueryWithOpt("a.test", options: new WireBuilder().Option(10, length, new byte[length]).Build());
            bool passes = length is 8 or (>= 16 and <= 40);
            Assert.Equal(passes ? DnsQueryStatus.Ok : DnsQueryStatus.FormErr, Read(datagram));
        }
    }

    [Fact]
    public void The_cookie_is_found_behind_other_options_and_the_first_one_counts()
    {
        byte[] options = new WireBuilder().Option(3, 0, []).Option(65001, 3, "abc"u8).Option(10, 8, "12345678"u8).Option(10, 8, "abcdefgh"u8).Build();
        byte[] datagram = WireBuilder.QueryWithOpt("a.test", options: options);

        DnsQuery query = Ok(datagram);
        Assert.Equal("12345678"u8, datagram.AsSpan(query.Edns.CookieOffset, query.Edns.CookieLength));
    }

    private static DnsQuery Ok(byte[] datagram)
    {
        Assert.Equal(DnsQueryStatus.Ok, DnsQueryReader.Read(datagram, out DnsQuery query));
        return query;
    }

    private static DnsQueryStatus Read(byte[] datagram) => DnsQueryReader.Read(datagram, out _);
}

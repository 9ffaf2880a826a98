using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

public sealed class CachedResponseTests
{
    private static readonly byte[] Www = DnsBuilder.Query("www.example.org", RecordType.A);

    private static EntryFixture Stored(int addresses = 1)
    {
        EntryFixture entry = new();
        DnsBuilder reply = DnsBuilder.ReplyTo(Www).Flags(set: DnsFlags.Authoritative | DnsFlags.AuthenticData);
        for (int i = 0; i < addresses; i++) reply.A("www.example.org", 60, $"192.0.2.{i % 256}");
        Assert.Equal(EntryVerdict.Cacheable, entry.Take(Www, reply, now: 1_000));
        return entry;
    }

    [Fact]
    public void Id_letter_case_RD_and_CD_are_the_clients()
    {
        byte[] query = DnsBuilder.Query("wWw.EXAMPLE.org", RecordType.A, id: 0xBEEF, flags: DnsFlags.CheckingDisabled);
        DnsView response = Stored().Respond(query);
        Assert.Equal(0xBEEF, response.Header.Id);
        Assert.Equal("wWw.EXAMPLE.org.", response.Name);
        Assert.True(response.Header.Flags.IsCheckingDisabled);
        Assert.False(response.Header.Flags.IsRecursionDesired);
    }

    // RFC 1035 §4.1.1, RFC 6840 §5.8: a cache is no authority, and vouches for nothing that it did not validate.
    [Fact]
    public void The_flags_are_those_of_a_recursive_cache()
    {
        DnsFlags flags = Stored().Respond(Www).Header.Flags;
        Assert.True(flags.IsResponse && flags.IsRecursionAvailable && flags.IsRecursionDesired);
        Assert.False(flags.IsAuthoritative || flags.IsAuthenticData || flags.IsTruncated);
    }

    [Theory]
    [InlineData(1_000, 60)]
    [InlineData(1_059, 1)]
    [InlineData(1_060, 0)]
    [InlineData(9_999, 0)]
    [InlineData(500, 60)] // the clock was set back
    public void TTLs_count_down(uint now, uint expected) => Assert.Equal(expected, Stored().Respond(Www, now).Answers.Single().Ttl);

    // RFC 6891 §6.1.1, RFC 3225 §3.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void An_OPT_record_is_there_when_the_query_had_one_and_copies_DO(bool edns, bool dnssecOk)
    {
        DnsView response = Stored().Respond(DnsBuilder.Query("www.example.org", RecordType.A, edns: edns, dnssecOk: dnssecOk, udpPayloadSize: 4096));
        Assert.Equal(edns, response.Edns.IsPresent);
        Assert.Equal(dnssecOk, response.Edns.DnssecOk);
        Assert.Equal(edns ? 1232 : 512, response.Edns.UdpPayloadSize);
    }

    // RFC 2181 §9, RFC 6891 §6.2.5.
    [Theory]
    [InlineData(false, 512)]
    [InlineData(true, 512)]
    [InlineData(true, 1232)]
    public void What_does_not_fit_is_truncated_to_the_question(bool edns, int size)
    {
        byte[] query = DnsBuilder.Query("www.example.org", RecordType.A, edns: edns, udpPayloadSize: size);
        DnsView response = Stored(addresses: 200).Respond(query);
        Assert.True(response.IsTruncated);
        Assert.Empty(response.Records);
        Assert.Equal(edns, response.Edns.IsPresent);
        Assert.Equal(200, Stored(addresses: 200).Respond(query, bytesMax: 65_535).Records.Count);
    }

    [Fact]
    public void The_last_byte_that_fits_is_used()
    {
        EntryFixture entry = Stored(addresses: 9);
        int length = entry.Respond(Www, bytesMax: 65_535).Length;
        Assert.False(entry.Respond(Www, bytesMax: length).IsTruncated);
        Assert.True(entry.Respond(Www, bytesMax: length - 1).IsTruncated);
    }
}

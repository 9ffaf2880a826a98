using System.Text;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Extended errors (RFC 8914) that upstream servers give.</summary>
public sealed class UpstreamErrorTests
{
    private const string Bogus = "6 198.51.100.1:53: no signature";

    private readonly ShardFixture _shard = new(["198.51.100.1"]);

    [Fact]
    public void Why_a_validating_server_fails_is_passed_on_and_kept_with_the_failure()
    {
        Says(Rcode.ServFail, Error(ExtendedErrorCode.DnssecBogus, "no signature"));
        for (int i = 0; i < 2; i++)
        {
            DnsView answer = _shard.Query("bogus.example.org", edns: true)!;
            Assert.Equal(Rcode.ServFail, answer.Rcode);
            Assert.Equal([Bogus], answer.ExtendedErrors);
        }

        Assert.Single(_shard.Server().Questions);
    }

    [Theory]
    [InlineData(Rcode.NxDomain)]
    [InlineData(Rcode.NoError)]
    public void What_it_says_about_an_answer_comes_from_the_cache_as_well(Rcode rcode)
    {
        Says(rcode, Error(ExtendedErrorCode.Blocked, ""));
        Assert.Equal(["15 198.51.100.1:53"], _shard.Query("www.example.org", edns: true)!.ExtendedErrors);
        DnsView cached = _shard.Query("www.example.org", edns: true)!;
        Assert.Equal(["15 198.51.100.1:53"], cached.ExtendedErrors);
        Assert.Equal(rcode, cached.Rcode);
        Assert.Single(_shard.Server().Questions);
    }

    // RFC 6891 §6.1.1.
    [Fact]
    public void A_client_without_EDNS_gets_the_answer_alone()
    {
        Says(Rcode.NxDomain, Error(ExtendedErrorCode.Blocked, "list"));
        for (int i = 0; i < 2; i++) Assert.False(_shard.Query("www.example.org")!.Edns.IsPresent);
    }

    [Fact]
    public void Nothing_else_of_its_OPT_record_is_passed_on()
    {
        Says(Rcode.NxDomain, (EdnsOptionCode.Nsid, "server7"u8.ToArray()), Error(ExtendedErrorCode.Blocked, "list"), (EdnsOptionCode.Cookie, new byte[24]));
        Assert.Empty(_shard.Query("www.example.org", edns: true)!.Cookie);
        DnsView cached = _shard.Query("www.example.org", edns: true)!;
        Assert.Equal(["15 198.51.100.1:53: list"], cached.ExtendedErrors);
        Assert.Empty(cached.Cookie);
    }

    [Fact]
    public void At_most_three_are_kept_and_long_texts_are_cut_between_characters()
    {
        Says(Rcode.NxDomain, Error(ExtendedErrorCode.Blocked, new string('ä', 200)), Error(ExtendedErrorCode.Filtered, "b"), Error(ExtendedErrorCode.Other, "c"), Error(ExtendedErrorCode.Censored, "d"));
        IReadOnlyList<string> errors = _shard.Query("www.example.org", edns: true)!.ExtendedErrors;
        Assert.Equal(3, errors.Count);
        Assert.EndsWith("ä", errors[0], StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(errors[0]), UpstreamErrors.TextLengthMax, UpstreamErrors.TextLengthMax + 3); // the code before it
        Assert.Equal("0 198.51.100.1:53: c", errors[2]);
    }

    [Fact]
    public void The_reason_of_one_server_is_forgotten_when_another_answers()
    {
        ShardFixture shard = new(["198.51.100.1", "198.51.100.2"]);
        shard.Server().Udp = query => DnsBuilder.ReplyTo(query, Rcode.ServFail).Opt(Rcode.ServFail, Error(ExtendedErrorCode.DnssecBogus, "x")).ToArray();
        DnsView answer = shard.Query("www.example.org", edns: true)!;
        Assert.Equal(Rcode.NoError, answer.Rcode);
        Assert.Empty(answer.ExtendedErrors);
        shard.Server("198.51.100.2").Says(Rcode.Refused);
        Assert.Equal(["6 198.51.100.1:53: x"], shard.Query("other.example.org", edns: true)!.ExtendedErrors);
        shard.Server().Says(Rcode.ServFail);
        Assert.Equal(["0 upstream servers reply with errors"], shard.Query("third.example.org", edns: true)!.ExtendedErrors); // the question's memory is used again
    }

    // RFC 8914 §4.4, §4.7: ours goes first.
    [Fact]
    public void A_stale_answer_says_so_and_what_was_said_about_it()
    {
        ShardFixture shard = new(["198.51.100.1"], serveStaleSeconds: 3_600);
        shard.Server().Says(reply => reply.A("www.example.org", 60, "192.0.2.1").Opt(Rcode.NoError, Error(ExtendedErrorCode.ForgedAnswer, "")));
        shard.Query("www.example.org", edns: true);
        shard.Server().Says(Rcode.ServFail);
        shard.System.Advance(61);
        for (int i = 0; i < 2; i++) Assert.Equal(["3", "4 198.51.100.1:53"], shard.Query("www.example.org", edns: true)!.ExtendedErrors);
    }

    // RFC 8914 §4.23, §4.24.
    [Fact]
    public void No_connection_to_any_server_is_a_network_error_and_silence_is_not()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Server().IsSilent = true;
        Assert.Equal(["22"], shard.Query("www.example.org", edns: true, seconds: 6)!.ExtendedErrors);

        shard.Server().IsSilent = false;
        shard.Server().Tcp = static _ => null;
        shard.UpstreamsRef.Tell(new UpstreamsMessage.Configure(shard.Settings with
        {
            Servers = [new UpstreamServerSettings(UpstreamTarget.Plain(shard.Server().Address) with { Transport = UpstreamTransport.Tls }, [])],
        }));
        shard.System.Advance(3);
        for (int i = 0; i < 2; i++) Assert.Equal(["23"], shard.Query("other.example.org", edns: true, seconds: 6)!.ExtendedErrors);
    }

    [Fact]
    public void An_answer_is_not_truncated_for_them()
    {
        (EdnsOptionCode, byte[]) error = Error(ExtendedErrorCode.Other, new string('x', 240));
        _shard.Server().Says(reply => Enumerable.Range(0, 14).Aggregate(reply, static (message, i) => message.A("www.example.org", 60, $"192.0.2.{i}")).Opt(Rcode.NoError, error));
        byte[] query = DnsBuilder.Query("www.example.org", RecordType.A, edns: true, udpPayloadSize: 512);
        DnsView answer = _shard.Query(query)!;
        Assert.False(answer.IsTruncated);
        Assert.Equal(14, answer.Answers.Count());
        Assert.Empty(answer.ExtendedErrors);
    }

    [Fact]
    public void Shown_to_people_they_steer_no_terminal() =>
        Assert.Equal("Other: ?[2J", UpstreamErrors.Describe([0, 15, 0, 6, 0, 0, 27, (byte)'[', (byte)'2', (byte)'J']));

    [Fact]
    public void An_entry_with_them_outlives_a_restart_if_they_are_sound()
    {
        EntryFixture entry = new();
        byte[] query = DnsBuilder.Query("www.example.org", RecordType.A, edns: true);
        entry.Take(query, DnsBuilder.ReplyTo(query).A("www.example.org", 60, "192.0.2.1").Opt(Rcode.NoError, Error(ExtendedErrorCode.Other, "text")));
        byte[] stored = entry.Entry.ToArray();
        Assert.True(StoredEntry.IsSound(stored, out _));
        int at = EntryHeader.Read(stored).ErrorsAt;
        foreach (byte wrong in (byte[])[0, 1, 5, 200, 255])
        {
            stored[at] = wrong;
            Assert.False(StoredEntry.IsSound(stored, out _));
        }
    }

    private void Says(Rcode rcode, params (EdnsOptionCode, byte[])[] options) => _shard.Server().Udp = query =>
    {
        DnsBuilder reply = DnsBuilder.ReplyTo(query, rcode);
        if (rcode == Rcode.NoError) reply.A(DnsView.Of(query).Name, 300, "192.0.2.1");
        else reply.Soa("example.org", 300, 300);
        return reply.Opt(rcode, options).ToArray();
    };

    private static (EdnsOptionCode, byte[]) Error(ExtendedErrorCode code, string text) => (EdnsOptionCode.ExtendedError, [0, (byte)code, .. Encoding.UTF8.GetBytes(text)]);
}

using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Random letter case, "0x20" (draft-vixie-dnsext-dns0x20, RFC 5452 §9).</summary>
public sealed class LetterCaseTests
{
    private const string Name = "a-rather-long-name.with-many-letters.example.org";

    private readonly ShardFixture _shard = new(["198.51.100.1"]);

    public LetterCaseTests() => _shard.Configure(settings => settings with { RandomisesCase = true });

    [Fact]
    public void The_bits_of_the_pattern_raise_letters_and_nothing_else()
    {
        Random random = new(1);
        for (int run = 0; run < 2_000; run++)
        {
            byte[] name = new byte[random.Next(80)];
            random.NextBytes(name);
            WireName.ToLower(name);
            uint pattern = (uint)random.NextInt64(uint.MaxValue + 1L);
            byte[] expected = [.. name.Select((octet, at) => octet is >= (byte)'a' and <= (byte)'z' && (pattern >> (at % 32) & 1) != 0 ? (byte)(octet - 0x20) : octet)];
            byte[] raised = [.. name];
            LetterCase.Apply(pattern, raised);
            Assert.Equal(expected, raised);
            Assert.True(LetterCase.IsKept(pattern, raised, name));
            if (name.Length == 0) continue;
            raised[random.Next(name.Length)] ^= 0x20;
            Assert.False(LetterCase.IsKept(pattern, raised, name));
        }
    }

    [Fact]
    public void Each_question_has_a_case_of_its_own_and_the_client_gets_back_its_own()
    {
        for (int i = 0; i < 3; i++) Assert.Equal($"n{i}.{Name}.", _shard.Query($"n{i}.{Name}")!.Name);
        string[] sent = [.. _shard.Server().Questions.Select(question => DnsView.Of(question).Name[2..])];
        Assert.Equal(3, sent.Distinct().Count());
        Assert.Single(sent.Distinct(StringComparer.OrdinalIgnoreCase));
        _shard.Query($"N0.{Name}");
        Assert.Equal(3, _shard.Server().Questions.Count);
    }

    [Fact]
    public void A_reply_in_another_case_is_not_believed_and_the_question_goes_over_TCP()
    {
        _shard.Server().Udp = query => Lowered(query, "203.0.113.66");
        _shard.Server().Tcp = query => DnsBuilder.ReplyTo(query).A(Name, 300, "192.0.2.7").ToArray();
        Assert.Equal("192.0.2.7", _shard.Query(Name)!.Answers.Single().Address);
        Assert.Equal(1, Counters.OtherCase);
    }

    [Fact]
    public void A_server_that_never_keeps_the_case_is_asked_in_lower_case_for_an_hour()
    {
        _shard.Server().Udp = _shard.Server().Tcp = query => Lowered(query, "192.0.2.7");
        Assert.Equal("192.0.2.7", _shard.Query(Name)!.Answers.Single().Address);
        for (int i = 0; i < 5; i++) Assert.Equal("192.0.2.7", _shard.Query($"n{i}.{Name}")!.Answers.Single().Address);
        Assert.Single(_shard.Server().StreamQuestions);
        Assert.All(_shard.Server().Questions[1..], question => Assert.Equal(DnsView.Of(question).Name, DnsView.Of(question).Name.ToLowerInvariant()));
        _shard.System.Advance(3_700);
        _shard.Query($"later.{Name}");
        Assert.Equal(2, _shard.Server().StreamQuestions.Count);
    }

    [Fact]
    public void Without_TCP_it_is_asked_again_in_lower_case()
    {
        _shard.Server().Udp = query => Lowered(query, "192.0.2.7");
        _shard.Server().Tcp = _ => null;
        Assert.Equal("192.0.2.7", _shard.Query(Name)!.Answers.Single().Address);
        Assert.Equal(2, _shard.Server().Questions.Count);
        _shard.Query($"n.{Name}");
        Assert.Equal(3, _shard.Server().Questions.Count);
    }

    [Fact]
    public void Length_octets_and_digits_are_left_alone()
    {
        byte[] name = DnsBuilder.Name("abc-123.x");
        LetterCase.Apply(uint.MaxValue, name);
        Assert.Equal("\u0007ABC-123\u0001X\0"u8.ToArray(), name);
        Assert.True(LetterCase.IsKept(uint.MaxValue, name, DnsBuilder.Name("abc-123.x")));
        Assert.False(LetterCase.IsKept(uint.MaxValue - 2, name, DnsBuilder.Name("abc-123.x")));
    }

    private ShardCounters Counters => _shard.Shards.Stats()[0].Counters;

    private static byte[] Lowered(byte[] query, string address)
    {
        byte[] reply = DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 300, address).ToArray();
        DnsQueryReader.Read(query, out DnsQuery read);
        WireName.ToLower(reply.AsSpan(DnsHeader.Size, read.QnameLength));
        return reply;
    }
}

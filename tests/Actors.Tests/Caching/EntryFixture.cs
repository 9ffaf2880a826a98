using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Turns replies into entries and entries into responses, without a table or an actor between.</summary>
internal sealed class EntryFixture(uint min = 0, uint max = 86_400, uint negativeMax = 3_600, AnswerFilterSettings? filters = null)
{
    private readonly EntryWriter _writer = new(new TtlLimits(min, max, negativeMax), new AnswerFilter(filters ?? AnswerFilterSettings.None));

    public ReadOnlySpan<byte> Entry => _writer.Entry;

    public EntryHeader Header => EntryHeader.Read(_writer.Entry);

    public EntryVerdict Take(byte[] query, DnsBuilder reply, uint now = 1_000) => Take(query, reply.ToArray(), now);

    public EntryVerdict Take(byte[] query, byte[] reply, uint now = 1_000)
    {
        QuestionFacts facts = FactsOf(query);
        KeyBits bits = facts.DnssecOk ? KeyBits.DnssecOk : KeyBits.None;
        return _writer.Write(reply, TestEntry.Hasher.Read(query.AsSpan(DnsHeader.Size, facts.QuestionLength), bits, new byte[QuestionHasher.BufferLength]), now);
    }

    public DnsView Respond(byte[] query, uint now = 1_000, int? bytesMax = null)
    {
        byte[] response = new byte[65_535];
        QuestionFacts facts = FactsOf(query);
        facts.ResponseBytesMax = bytesMax ?? facts.ResponseBytesMax;
        return DnsView.Of(response.AsSpan(0, CachedResponse.Write(_writer.Entry, query, facts, now, response)));
    }

    public static QuestionFacts FactsOf(byte[] query)
    {
        Assert.Equal(DnsQueryStatus.Ok, DnsQueryReader.Read(query, out DnsQuery read));
        return new QuestionFacts
        {
            QuestionLength = read.QuestionLength, HasEdns = read.Edns.IsPresent, DnssecOk = read.Edns.DnssecOk, ResponseBytesMax = read.UdpPayloadSize,
        };
    }
}

using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

public sealed class HostileReplyProperties
{
    private static readonly byte[] Query = DnsBuilder.Query("www.example.org", RecordType.A, edns: true);

    private static readonly byte[][] Seeds =
    [
        DnsBuilder.ReplyTo(Query).Cname("www.example.org", 60, "b.example.org").A("b.example.org", 60, "192.0.2.1").Opt().ToArray(),
        DnsBuilder.ReplyTo(Query, Rcode.NxDomain).Soa("example.org", 60, 60).ToArray(),
        DnsBuilder.ReplyTo(Query).Answer("example.org", RecordType.DNAME, 60, DnsBuilder.Name("example.net"))
            .Cname("www.example.org", 60, "www.example.net").A("www.example.net", 60, "192.0.2.1").ToArray(),
    ];

    /// <summary>Bytes of a reply changed at random behind the question: nothing throws, and what is answered can be read.</summary>
    [Fact]
    public void Whatever_upstream_says_the_client_gets_a_message_that_can_be_read() => Prop.ForAll(Mutants().ToArbitrary(), reply =>
    {
        EntryFixture entry = new();
        if (entry.Take(Query, reply) == EntryVerdict.Unusable) return true;
        DnsView response = entry.Respond(Query);
        return response.Records.Count == response.Header.AnswerCount + response.Header.AuthorityCount && response.Edns.IsPresent;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Whatever_a_client_says_the_responder_goes_on()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        DnsResponder responder = new(shard.Shards, new NoLocalNames(), shard.Queries, shard.Counters, shard.System.Clock);
        byte[] response = new byte[65_535];
        Prop.ForAll(Mutate(Query, 0).ToArbitrary(), query =>
        {
            DnsResponse outcome = responder.Respond(query, default, response, out int length);
            shard.System.Run();
            return (outcome == DnsResponse.Answered) == (length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static Gen<byte[]> Mutants() => Gen.Elements(Seeds).SelectMany(static seed => Mutate(seed, Query.Length - 11));

    private static Gen<byte[]> Mutate(byte[] seed, int start) =>
        from changes in Gen.Zip(Gen.Choose(start, seed.Length - 1), Gen.Choose(0, 255)).ArrayOf()
        from counts in Gen.Choose(0, 3).ArrayOf(3)
        from length in Gen.Frequency((3, Gen.Constant(seed.Length)), (1, Gen.Choose(start, seed.Length)))
        select Change(seed, changes.Take(4), counts, length);

    private static byte[] Change(byte[] seed, IEnumerable<(int At, int Value)> changes, int[] counts, int length)
    {
        byte[] copy = [.. seed];
        foreach ((int at, int value) in changes) copy[at] = (byte)value;
        if (counts[0] == 3) (copy[7], copy[9], copy[11]) = ((byte)counts[0], (byte)counts[1], (byte)counts[2]);
        return copy[..length];
    }
}

using Polymasq.Protocols.Dns;
using Polymasq.TestKit;
using Polymasq.TestKit.Fuzzing;

namespace Polymasq.Actors.Tests.Fuzzing;

/// <summary>Queries and replies mutated together on the whole way; and that the way notices what it is there to notice.</summary>
public sealed class DnsPathTests
{
    private static readonly byte[][] Queries =
    [
        DnsBuilder.Query("www.example.org", RecordType.A, edns: true),
        DnsBuilder.Query("www.example.org", RecordType.AAAA, dnssecOk: true),
        DnsBuilder.Query("example.org", RecordType.ANY),
    ];

    [Fact]
    public void Whatever_both_sides_say_each_query_gets_one_answer_or_none()
    {
        DnsPath path = new();
        Mutator mutator = new(seed: 7);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] query = i % 3 == 0 ? mutator.Next(Queries) : Queries[i % Queries.Length];
            path.Take(query, Mutant, Mutant);
        }

        byte[] Mutant(byte[] asked)
        {
            byte[] reply = mutator.Next([LoopbackServer.Standard(asked), DnsBuilder.ReplyTo(asked, Rcode.NxDomain).Soa("example.org", 60, 60).Opt().ToArray()]);
            return reply.Length < 2 ? reply : [asked[0], asked[1], .. reply[2..]];
        }
    }

    [Fact]
    public void What_goes_wrong_is_noticed()
    {
        Assert.Throws<BadOutcomeException>(static () => new DnsPath().Take(Queries[0], static _ => throw new InvalidOperationException(), static _ => null));
        new DnsPath().TakeQuery(Queries[0]);
    }
}

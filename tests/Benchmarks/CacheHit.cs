using BenchmarkDotNet.Attributes;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Benchmarks;

/// <summary>The whole way of a query that the cache can answer, from the received bytes to those that are sent; only the sockets are missing.</summary>
[MemoryDiagnoser]
public class CacheHit
{
    private const int Batch = 1024;

    private readonly byte[] _response = new byte[DnsResponder.UdpResponseBytesMax];
    private DnsResponder? _responder;
    private byte[][] _queries = [];
    private int _next;

    /// <summary>One name stays in the processor's cache; with many, memory is waited for.</summary>
    [Params(1, 10_000, 100_000)]
    public int Names { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        ManualClock clock = new();
        CacheShards shards = new(count: 1, bytesMax: 64 << 20);
        EntryWriter writer = new(new TtlLimits(0, 86_400, 3_600), AnswerFilter.None);
        byte[] buffer = new byte[QuestionHasher.BufferLength];
        _responder = new DnsResponder(shards, new NoLocalNames(), new PacketPool(1, DnsResponder.PacketBytes), new ListenerCounters(), clock);
        _responder.BeginBatch();
        _queries = [.. Enumerable.Range(0, Names).Select(static i => DnsBuilder.Query($"host{i}.static.example{i % 997}.org", RecordType.A))];
        foreach (byte[] query in _queries)
        {
            byte[] reply = DnsBuilder.ReplyTo(query).A(DnsNameOf(query), 3600, "192.0.2.1").ToArray();
            QuestionKey key = shards.Hasher.Read(query.AsSpan(DnsHeader.Size), KeyBits.None, buffer);
            writer.Write(reply, key, (uint)clock.GetUtcNow().ToUnixTimeSeconds());
            shards.TableOf(0).Put(writer.Entry);
        }

        if (_queries.Any(query => Respond(query) == 0)) throw new InvalidOperationException("the benchmark would measure misses");
        new Random(1).Shuffle(_queries);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int Answer()
    {
        int bytes = 0;
        for (int i = 0; i < Batch; i++)
        {
            bytes += Respond(_queries[_next]);
            if (++_next == _queries.Length) _next = 0;
        }

        return bytes;
    }

    private int Respond(byte[] query) =>
        _responder!.Respond(query, default, _response, out int length) == DnsResponse.Answered ? length : 0;

    private static string DnsNameOf(byte[] query)
    {
        DnsMessageReader.Open(query, out DnsMessageReader reader);
        reader.ReadQuestion(out DnsQuestion question);
        return DnsNameText.FormatRelative(question.Name);
    }
}

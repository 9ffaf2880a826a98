using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Stores;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Stores;

/// <summary>A cache with all its shards, as it lives in one process; another one stands for the process after a restart.</summary>
internal sealed class SnapshotCache : IDisposable
{
    private readonly ActorSystem _system = new(TimeProvider.System, new ThreadPoolDispatcher(), NullLoggerFactory.Instance, seed: 1);
    private readonly TimeProvider _protocol;
    private readonly EntryWriter _writer = new(new TtlLimits(0, 86_400, 3_600), AnswerFilter.None);

    /// <param name="protocol">The clock for TTLs.</param>
    /// <param name="shards">How many lanes there are.</param>
    /// <param name="bytesMax">Of the cache.</param>
    /// <param name="dispatcher">Where the shards run; null for the thread pool.</param>
    public SnapshotCache(TimeProvider protocol, int shards = 1, long bytesMax = 4 * 1024 * 1024, Dispatcher? dispatcher = null)
    {
        _protocol = protocol;
        Shards = new CacheShards(shards, bytesMax);
        CacheShardSettings settings = new() { Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = 0, QuestionsMax = 16 };
        LoopbackUpstream upstream = new(TimeProvider.System, new PacketPool(1, 512));
        for (int shard = 0; shard < shards; shard++)
        {
            ShardLane lane = new(dispatcher, upstream, upstream, new ReplyRecorder());
            Shards.Attach(shard, _system.Spawn(Shards.PropsOf(shard, () => settings, lane, TimeProvider.System, protocol, 64), $"shard-{shard}"));
        }
    }

    public CacheShards Shards { get; }

    public int Count => Shards.Stats().Sum(static shard => shard.Entries);

    public RecordingLogger Log { get; } = new();

    private uint Now => (uint)_protocol.GetUtcNow().ToUnixTimeSeconds();

    public CacheSnapshotStore Start(string folder, uint serveStaleSeconds = 0, TimeProvider? system = null) =>
        CacheSnapshotStore.Start(folder, Shards, serveStaleSeconds, system ?? TimeProvider.System, _protocol, Log);

    /// <summary>Starts a store and waits until it has loaded.</summary>
    public CacheSnapshotStore Load(string folder, uint serveStaleSeconds = 0, TimeProvider? system = null)
    {
        CacheSnapshotStore store = Start(folder, serveStaleSeconds, system);
        Assert.True(store.Loaded.Wait(TimeSpan.FromSeconds(20)));
        return store;
    }

    /// <summary>Lets a store come and go, so that what is in the cache is written.</summary>
    public void Save(string folder, uint serveStaleSeconds = 0) => Load(folder, serveStaleSeconds).Dispose();

    public void Put(string name, uint ttl, string address = "192.0.2.1")
    {
        byte[] query = DnsBuilder.Query(name, RecordType.A);
        QuestionKey key = KeyOf(query, new byte[QuestionHasher.BufferLength]);
        Assert.Equal(EntryVerdict.Cacheable, _writer.Write(DnsBuilder.ReplyTo(query).A(name, ttl, address).ToArray(), key, Now));
        TableOf(key).Put(_writer.Entry);
    }

    public void PutFailure(string name)
    {
        QuestionKey key = KeyOf(DnsBuilder.Query(name, RecordType.A), new byte[QuestionHasher.BufferLength]);
        _writer.WriteFailure(key, lifetime: 1_000, Now);
        TableOf(key).Put(_writer.Entry);
    }

    /// <summary>The cached answer, expired or not; null when there is none.</summary>
    public DnsRecordView? Find(string name)
    {
        byte[] query = DnsBuilder.Query(name, RecordType.A), entry = new byte[CacheTable.EntryBytesMax], response = new byte[ushort.MaxValue];
        QuestionKey key = KeyOf(query, new byte[QuestionHasher.BufferLength]);
        if (TableOf(key).TryCopy(key, entry) == 0) return null;
        QuestionFacts facts = new() { QuestionLength = key.Question.Length, ResponseBytesMax = response.Length };
        return DnsView.Of(response.AsSpan(0, CachedResponse.Write(entry, query, facts, Now, response))).Answers.Single();
    }

    public void Dispose()
    {
        _system.Stop();
        _system.Ended.Wait(TimeSpan.FromSeconds(5));
    }

    private QuestionKey KeyOf(byte[] query, byte[] buffer) => Shards.Hasher.Read(query.AsSpan(DnsHeader.Size), KeyBits.None, buffer);

    private CacheTable TableOf(in QuestionKey key) => Shards.TableOf(Shards.IndexOf(key.Hash));
}

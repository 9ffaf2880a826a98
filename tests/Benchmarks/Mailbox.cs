using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;

namespace Polymasq.Benchmarks;

/// <summary>What a message costs: in the queue alone, beside a bounded channel, and from Tell to Receive on a lane's thread.</summary>
[MemoryDiagnoser]
public class Mailbox : IDisposable
{
    private const int Burst = 1024;

    private readonly Mailbox<Message> _mailbox = new(Burst);
    private readonly Channel<Message> _channel = Channel.CreateBounded<Message>(new BoundedChannelOptions(Burst) { SingleReader = true });
    private readonly ManualResetEventSlim _done = new();
    private ThreadDispatcher? _lane;
    private IActorRef<Message>? _actor;

    [GlobalSetup(Target = nameof(TellAcrossThreads))]
    public void StartLane()
    {
        _lane = new ThreadDispatcher("lane");
        ActorSystem system = new(TimeProvider.System, new ThreadPoolDispatcher(), NullLoggerFactory.Instance, seed: 1);
        _actor = system.Spawn(new Props<Message>(() => new Counter(_done), Burst) { Dispatcher = _lane }, "counter");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _lane?.Dispose();
        _done.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Burst)]
    public long PutAndTake()
    {
        long sum = 0;
        for (int i = 0; i < Burst; i++) _mailbox.TryEnqueue(new Message(i, false));
        while (_mailbox.TryDequeue(out Message message)) sum += message.Number;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Burst)]
    public long PutAndTakeOfAChannel()
    {
        long sum = 0;
        for (int i = 0; i < Burst; i++) _channel.Writer.TryWrite(new Message(i, false));
        while (_channel.Reader.TryRead(out Message message)) sum += message.Number;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Burst)]
    public void TellAcrossThreads()
    {
        for (int i = 0; i < Burst; i++) _actor!.Tell(new Message(i, i == Burst - 1));
        _done.Wait();
        _done.Reset();
    }

    /// <summary>As large as a message to a cache shard.</summary>
    private readonly record struct Message(long Number, bool IsLast)
    {
        public readonly long Second = Number, Third = Number, Fourth = Number;
    }

    private sealed class Counter(ManualResetEventSlim done) : Actor<Message>
    {
        protected override void Receive(in Message message)
        {
            if (message.IsLast) done.Set();
        }
    }
}

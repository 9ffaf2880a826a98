using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Tests.Sockets;

public sealed class EpollPollerTests
{
    private const int Long = 20_000; // milliseconds: a wait this long would be seen as a failure

    [Fact]
    public void A_wake_up_before_the_wait_ends_that_wait()
    {
        using var poller = new EpollPoller(NullLogger.Instance);
        long start = TimeProvider.System.GetTimestamp();

        poller.Wake();
        poller.Poll(Long);

        Assert.True(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds < Long / 2);
    }

    // The loop may be anywhere between two waits when the other thread calls: each round is another place.
    [Fact]
    public void No_wake_up_is_lost_while_the_loop_falls_asleep()
    {
        const int Rounds = 20_000;
        using var poller = new EpollPoller(NullLogger.Instance);
        int asked = 0;
        int answered = 0;
        var loop = new Thread(() =>
        {
            while (Volatile.Read(ref answered) < Rounds)
            {
                int seen = Volatile.Read(ref asked);
                if (seen != answered) Volatile.Write(ref answered, seen);
                else poller.Poll(Long);
            }
        });
        loop.Start();
        bool stuck = false;
        for (int round = 1; round <= Rounds && !stuck; round++)
        {
            Interlocked.Increment(ref asked);
            poller.Wake();
            int mine = round;
            stuck = !SpinWait.SpinUntil(() => Volatile.Read(ref answered) == mine, Long / 4);
        }

        Volatile.Write(ref answered, Rounds);
        poller.Wake();
        Assert.True(loop.Join(Long * 2));
        Assert.False(stuck);
    }

    [Fact]
    public void A_source_is_told_until_it_has_taken_everything()
    {
        using var poller = new EpollPoller(NullLogger.Instance);
        using var source = new CounterSource(2);
        poller.Add(source);

        poller.Poll(Long);
        poller.Poll(Long);
        poller.Poll(0);

        Assert.Equal(2, source.Calls);
    }

    [Fact]
    public void A_source_removed_by_an_earlier_event_of_the_same_turn_is_not_told()
    {
        using var poller = new EpollPoller(NullLogger.Instance);
        using var first = new CounterSource(1);
        using var second = new CounterSource(1);
        first.Then = () => poller.Remove(second);
        second.Then = () => poller.Remove(first);
        poller.Add(first);
        poller.Add(second);

        poller.Poll(Long);
        poller.Poll(0);

        Assert.Equal(1, first.Calls + second.Calls);
        Assert.Equal(1, poller.Count);
    }

    [Fact]
    public void A_source_that_throws_does_not_end_the_loop()
    {
        using var poller = new EpollPoller(NullLogger.Instance);
        using var bad = new CounterSource(1) { Then = () => throw new InvalidOperationException("on purpose") };
        poller.Add(bad);

        poller.Poll(Long);
        poller.Poll(0);

        Assert.Equal(1, bad.Calls);
    }

    [Fact]
    public void Another_thread_adds_and_removes_through_the_loop()
    {
        using var poller = new EpollPoller(NullLogger.Instance);
        using var source = new CounterSource(1);
        using var removed = new ManualResetEventSlim();
        bool end = false;
        var loop = new Thread(() =>
        {
            while (!Volatile.Read(ref end)) poller.Poll(Long);
        });
        loop.Start();

        poller.Add(source);
        Assert.True(SpinWait.SpinUntil(() => source.Calls == 1, Long));
        poller.Remove(source, removed.Set);
        Assert.True(removed.Wait(Long));

        Volatile.Write(ref end, true);
        poller.Wake();
        Assert.True(loop.Join(Long));
        Assert.Equal(0, poller.Count);
    }

    /// <summary>An eventfd in semaphore mode: readable as many times as it was filled.</summary>
    private sealed unsafe class CounterSource : IReadySource, IDisposable
    {
        private const int SemaphoreNonBlocking = 1 | 0x800;
        private int _calls;

        public CounterSource(uint times) => Descriptor = Libc.Eventfd(times, SemaphoreNonBlocking);

        public int Descriptor { get; }

        public int Calls => Volatile.Read(ref _calls);

        public Action? Then { get; set; }

        public void OnReady()
        {
            ulong value;
            Assert.Equal(8, Libc.Read(Descriptor, &value, 8));
            Interlocked.Increment(ref _calls);
            Then?.Invoke();
        }

        public void Dispose() => _ = Libc.Close(Descriptor);
    }
}

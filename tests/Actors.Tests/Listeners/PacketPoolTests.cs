using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class PacketPoolTests
{
    [Fact]
    public void An_empty_pool_gives_nothing_until_a_packet_comes_back()
    {
        PacketPool pool = new(packetsMax: 2, bytesEach: 64);
        Packet first = pool.TryRent()!;
        Packet second = pool.TryRent()!;
        Assert.NotSame(first, second);
        Assert.Null(pool.TryRent());

        first.Release();
        Assert.Same(first, pool.TryRent());
        Assert.Null(pool.TryRent());
    }

    [Fact]
    public void The_packet_that_came_back_last_is_given_out_first()
    {
        PacketPool pool = new(packetsMax: 3, bytesEach: 64);
        Packet[] all = [pool.TryRent()!, pool.TryRent()!, pool.TryRent()!];
        foreach (Packet packet in all) packet.Release();
        Assert.Same(all[2], pool.TryRent());
        Assert.Same(all[1], pool.TryRent());
        Assert.Same(all[0], pool.TryRent());
    }

    [Fact]
    public void Releasing_twice_is_caught()
    {
        PacketPool pool = new(packetsMax: 1, bytesEach: 64);
        Packet packet = pool.TryRent()!;
        packet.Release();
        Assert.Throws<InvalidOperationException>(packet.Release);
    }

    [Fact]
    public void Threads_never_hold_the_same_packet()
    {
        const int Threads = 4, Rounds = 50_000;
        PacketPool pool = new(packetsMax: 3, bytesEach: 8);
        int clashes = 0, empty = 0;
        Thread[] threads = [.. Enumerable.Range(1, Threads).Select(id => new Thread(() => Hammer((byte)id)))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(0, clashes);
        Assert.True(empty < Threads * Rounds);

        void Hammer(byte id)
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (pool.TryRent() is not { } packet)
                {
                    Interlocked.Increment(ref empty);
                    continue;
                }

                packet.Buffer[0] = id;
                Thread.SpinWait(round % 5);
                if (packet.Buffer[0] != id) Interlocked.Increment(ref clashes);
                packet.Release();
            }
        }
    }
}

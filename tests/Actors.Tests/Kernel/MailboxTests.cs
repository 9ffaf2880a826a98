using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Kernel;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Kernel;

public sealed class MailboxTests
{
    [Fact]
    public void What_does_not_fit_is_refused_and_the_rest_keeps_its_order()
    {
        Mailbox<int> mailbox = new(4);
        for (int i = 0; i < 4; i++) Assert.True(mailbox.TryEnqueue(i));

        Assert.False(mailbox.TryEnqueue(4));

        for (int i = 0; i < 4; i++)
        {
            Assert.True(mailbox.TryDequeue(out int taken));
            Assert.Equal(i, taken);
        }

        Assert.True(mailbox.IsEmpty);
        Assert.False(mailbox.TryDequeue(out _));
    }

    [Fact]
    public void It_behaves_as_a_bounded_queue_for_any_order_of_puts_and_takes()
    {
        Prop.ForAll<bool[]>(puts =>
        {
            Mailbox<int> mailbox = new(8);
            Queue<int> model = new();
            for (int i = 0; i < puts.Length; i++)
            {
                if (puts[i])
                {
                    bool put = mailbox.TryEnqueue(i);
                    if (put != model.Count < 8) return false;
                    if (put) model.Enqueue(i);
                }
                else if (mailbox.TryDequeue(out int taken) != model.TryDequeue(out int expected) || taken != expected)
                {
                    return false;
                }

                if (mailbox.Count != model.Count || mailbox.IsEmpty != (model.Count == 0)) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Many_senders_lose_nothing_and_keep_each_their_own_order()
    {
        const int Senders = 4;
        const int Each = 20_000;
        Mailbox<(int Sender, int Number)> mailbox = new(64);
        Thread[] threads = [.. Enumerable.Range(0, Senders).Select(sender => new Thread(() =>
        {
            for (int i = 0; i < Each; i++)
                while (!mailbox.TryEnqueue((sender, i))) Thread.Yield();
        }))];
        foreach (Thread thread in threads) thread.Start();

        int[] next = new int[Senders];
        for (int taken = 0; taken < Senders * Each;)
        {
            if (!mailbox.TryDequeue(out (int Sender, int Number) message))
            {
                Thread.Yield();
                continue;
            }

            Assert.Equal(next[message.Sender]++, message.Number);
            taken++;
        }

        foreach (Thread thread in threads) thread.Join();
        Assert.True(mailbox.IsEmpty);
    }

    [Fact]
    public void Putting_and_taking_allocates_nothing()
    {
        Mailbox<(long, object?)> mailbox = new(64);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                mailbox.TryEnqueue((i, null));
                mailbox.TryDequeue(out _);
            }
        }));
    }
}

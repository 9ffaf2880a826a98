using Polymasq.Actors.Kernel;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Kernel;

public sealed class ActorTests
{
    private readonly ManualSystem _system = new();
    private readonly List<string> _book = [];

    [Fact]
    public void A_stop_lets_the_actor_handle_what_it_has_and_nothing_more()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book), "a");
        actor.Tell(new Order("one"));
        actor.Stop();
        actor.Tell(new Order("two"));
        _system.Run();
        actor.Tell(new Order("late"));

        Assert.Equal(["start", "one", "two", ".", "stop"], _book);
        Assert.True(actor.IsTerminated);
        Assert.Equal(["/a: Order"], _system.System.DeadLetters.Last);
    }

    [Fact]
    public async Task Children_end_before_their_parent_and_the_system_after_all()
    {
        Recorder Parent() => new(_book, (self, _) => self.SpawnChild("child", () => new Recorder(_book)));
        IActorRef<Order> parent = _system.Spawn(Parent, "parent");
        parent.Tell(new Order("spawn"));
        _system.Run();
        _system.System.Stop();
        _system.Run();

        Assert.Equal(["start", "spawn", ".", "start", "stop", "stop"], _book);
        Assert.True(_system.System.Ended.IsCompletedSuccessfully);
        Assert.Null(await _system.System.Ended);
    }

    [Fact]
    public void A_watcher_hears_of_the_end_also_when_it_comes_late()
    {
        IActorRef<Order> other = _system.Spawn(() => new Recorder([]), "other");
        IActorRef<Order> watcher = _system.Spawn(() => new Recorder(_book, (self, order) => self.WatchIt((IActorRef)order.With!)), "watcher");
        watcher.Tell(new Order("watch", other));
        _system.Run();
        other.Stop();
        _system.Run();
        watcher.Tell(new Order("watch", other));
        _system.Run();

        Assert.Equal(2, _book.Count(line => line == "ended /other"));
    }

    [Fact]
    public void A_full_mailbox_refuses_and_counts()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book), "a", mailbox: 2);
        Assert.True(actor.TryTell(new Order("1")));
        Assert.True(actor.TryTell(new Order("2")));

        Assert.False(actor.TryTell(new Order("3")));

        Assert.Equal(1, _system.System.Describe().Children.Single().Rejected);
        _system.Run();
        Assert.Equal(2, _system.System.Describe().Children.Single().Handled);
    }

    [Fact]
    public void What_was_put_aside_comes_back_in_order_and_before_the_mailbox()
    {
        bool ready = false;
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book, (self, order) =>
        {
            if (order.What == "open")
            {
                ready = true;
                self.ItsStash.UnstashAll();
            }
            else if (!ready)
            {
                Assert.True(self.ItsStash.TryAdd(order));
            }
        }), "a");
        foreach (string what in (string[])["a", "b", "open", "c"]) actor.Tell(new Order(what));
        _system.Run();

        Assert.Equal(["start", "a", "b", "open", "a", "b", "c", "."], _book);
    }

    [Fact]
    public void Timers_tell_once_or_again_and_again_until_cancelled()
    {
        IActorTimer? every = null;
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book, (self, order) =>
        {
            if (order.What == "set") self.ItsTimers.Once(TimeSpan.FromSeconds(5), new Order("once"));
            if (order.What == "set") every = self.ItsTimers.Every(TimeSpan.FromSeconds(2), new Order("tick"));
            if (order.What == "once") every!.Cancel();
        }), "a");
        actor.Tell(new Order("set"));
        _system.Advance(60);

        Assert.Equal(["set", "tick", "tick", "once"], _book.Where(line => line is not "start" and not "."));
    }

    [Fact]
    public void A_restart_cancels_the_timers_of_the_object_before()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book, (self, order) =>
        {
            if (order.What == "set") self.ItsTimers.Every(TimeSpan.FromSeconds(1), new Order("tick"));
        }), "a");
        actor.Tell(new Order("set"));
        actor.Tell(new Order("fail"));
        _system.Advance(10);

        Assert.DoesNotContain("tick", _book);
    }

    [Fact]
    public async Task An_ask_is_answered_or_ends_with_its_time()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book, (_, order) =>
        {
            if (order.What == "sum") ((ReplyTo<int>)order.With!).TrySet(42);
        }), "a");

        Assert.Equal(42, _system.Ask<Order, int>(actor, reply => new Order("sum", reply)));

        Task<int> silent = actor.Ask<Order, int>(reply => new Order("say nothing", reply), TimeSpan.FromSeconds(1), _system.Clock);
        _system.Advance(1);
        await Assert.ThrowsAsync<TimeoutException>(() => silent);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        string first = RunWith(7);

        Assert.Equal(first, RunWith(7));
        Assert.Contains(Enumerable.Range(8, 20), seed => RunWith(seed) != first);
    }

    [Fact]
    public void Telling_and_handling_allocates_nothing()
    {
        IActorRef<long> actor = _system.Spawn(() => new Adder(), "adder");
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++) TellAndRun(actor, i);
        }));
    }

    private void TellAndRun(IActorRef<long> actor, long number)
    {
        actor.Tell(number);
        _system.Run();
    }

    private sealed class Adder : Actor<long>
    {
        public long Sum { get; private set; }

        protected override void Receive(in long message) => Sum += message;
    }

    private static string RunWith(int seed)
    {
        ManualSystem system = new(seed);
        List<string> book = [];
        IActorRef<Order>[] actors = [.. Enumerable.Range(0, 4).Select(n => system.Spawn(() => new Recorder([], (_, order) => book.Add(n + order.What)), $"a{n}"))];
        foreach (IActorRef<Order> actor in actors) actor.Tell(new Order("x"));
        system.Run();
        return string.Join(' ', book);
    }
}

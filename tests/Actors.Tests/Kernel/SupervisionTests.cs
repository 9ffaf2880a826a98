using Polymasq.Actors.Kernel;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Kernel;

public sealed class SupervisionTests
{
    private static readonly SupervisionPolicy NoJitter = new() { Jitter = 0, BackoffMin = TimeSpan.FromMilliseconds(100), RestartsMax = 2, WhenExhausted = Directive.Stop };

    private readonly ManualSystem _system = new();
    private readonly List<string> _book = [];

    [Fact]
    public void A_failed_actor_comes_back_as_a_new_object_on_the_same_mailbox()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book), "a", supervision: NoJitter);
        actor.Tell(new Order("fail"));
        actor.Tell(new Order("after"));
        _system.Run();
        Assert.Equal(["start", "fail", "stop"], _book);

        _system.Advance(0.1);

        Assert.Equal(["start", "fail", "stop", "start", "after", "."], _book);
        Assert.False(actor.IsTerminated);
        Assert.Equal(1, _system.System.Describe().Children.Single().Restarts);
    }

    [Fact]
    public void The_pause_before_a_restart_doubles()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book), "a", supervision: NoJitter);
        FailAnd(actor, 0.1);
        actor.Tell(new Order("fail"));

        _system.Advance(0.199);
        Assert.Equal(2, _book.Count(line => line == "start"));

        _system.Advance(0.001);
        Assert.Equal(3, _book.Count(line => line == "start"));
    }

    [Fact]
    public void Too_many_failures_in_the_window_end_it()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book), "a", supervision: NoJitter);
        FailAnd(actor, 1);
        FailAnd(actor, 1);
        FailAnd(actor, 1);

        Assert.True(actor.IsTerminated);
    }

    [Fact]
    public void Failures_far_apart_do_not_add_up()
    {
        IActorRef<Order> actor = _system.Spawn(() => new Recorder(_book), "a", supervision: NoJitter);
        for (int i = 0; i < 5; i++) FailAnd(actor, 61);

        Assert.False(actor.IsTerminated);
        Assert.Equal(6, _book.Count(line => line == "start"));
    }

    [Fact]
    public void A_failure_in_OnStart_is_a_failure_like_any_other()
    {
        int made = 0;
        IActorRef<Order> actor = _system.Spawn(() => ++made < 2 ? throw new InvalidOperationException("not yet") : new Recorder(_book), "a", supervision: NoJitter);
        actor.Tell(new Order("hello"));
        _system.Advance(0.1);

        Assert.Equal(["start", "hello", "."], _book);
    }

    [Fact]
    public void Resume_goes_on_with_the_same_object()
    {
        IActorRef<Order> actor = _system.Spawn(
            () => new Recorder(_book), "a", supervision: new SupervisionPolicy { Decide = static _ => Directive.Resume });
        actor.Tell(new Order("fail"));
        actor.Tell(new Order("after"));
        _system.Run();

        Assert.Equal(["start", "fail", "after", "."], _book);
    }

    [Fact]
    public void A_child_that_escalates_restarts_its_parent_and_takes_its_sisters_along()
    {
        List<string> children = [];
        IActorRef<Order>? child = null;
        Recorder Parent() => new(_book, (self, order) =>
        {
            if (order.What != "spawn") return;
            child = self.SpawnChild("child", () => new Recorder(children), new SupervisionPolicy { Decide = static _ => Directive.Escalate });
            self.SpawnChild("sister", () => new Recorder(children));
        });
        IActorRef<Order> parent = _system.Spawn(Parent, "parent", supervision: NoJitter);
        parent.Tell(new Order("spawn"));
        _system.Run();

        child!.Tell(new Order("fail"));
        _system.Advance(0.1);

        Assert.Equal(["start", "spawn", ".", "stop", "start"], _book);
        Assert.Equal(["start", "start", "fail", "stop", "stop"], children);
        Assert.Empty(_system.System.Describe().Children.Single().Children);
    }

    [Fact]
    public async Task A_failure_that_reaches_the_root_ends_the_system_and_names_it()
    {
        IActorRef<Order> actor = _system.Spawn(
            () => new Recorder(_book), "a", supervision: new SupervisionPolicy { Decide = static _ => Directive.Escalate });
        actor.Tell(new Order("fail"));
        _system.Run();

        Assert.True(_system.System.Ended.IsCompleted);
        Assert.Equal("as told", (await _system.System.Ended)?.Message);
    }

    private void FailAnd(IActorRef<Order> actor, double waitSeconds)
    {
        actor.Tell(new Order("fail"));
        _system.Advance(waitSeconds);
    }
}

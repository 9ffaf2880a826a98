using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Tests.Kernel;

public sealed class ThreadDispatcherTests
{
    [Fact]
    public async Task Its_actors_run_on_its_thread_and_on_no_other()
    {
        using ThreadDispatcher lane = new("lane");
        ActorSystem system = NewSystem();
        IActorRef<ReplyTo<(bool, string?)>> actor = system.Spawn(
            new Props<ReplyTo<(bool, string?)>>(() => new WhereAmI(lane), 16) { Dispatcher = lane }, "a");

        for (int i = 0; i < 100; i++)
        {
            (bool own, string? name) = await actor.Ask<ReplyTo<(bool, string?)>, (bool, string?)>(reply => reply, TimeSpan.FromMinutes(1), TimeProvider.System);
            Assert.True(own);
            Assert.Equal("lane", name);
        }
    }

    [Fact]
    public async Task No_wake_up_is_lost_between_two_lanes_that_throw_a_ball()
    {
        const int Throws = 50_000;
        using ThreadDispatcher left = new("left");
        using ThreadDispatcher right = new("right");
        ActorSystem system = NewSystem();
        TaskCompletionSource<int> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef<Ball> one = system.Spawn(new Props<Ball>(() => new Player(done), 4) { Dispatcher = left }, "one");
        IActorRef<Ball> two = system.Spawn(new Props<Ball>(() => new Player(done), 4) { Dispatcher = right }, "two");

        one.Tell(new Ball(Throws, two));

        Assert.Equal(0, await done.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_system_on_threads_stops_and_says_so()
    {
        using ThreadDispatcher lane = new("lane");
        ActorSystem system = NewSystem();
        for (int i = 0; i < 10; i++) system.Spawn(new Props<Ball>(() => new Player(new()), 4) { Dispatcher = lane }, $"p{i}");

        system.Stop();

        Assert.Null(await system.Ended.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    private static ActorSystem NewSystem() => new(TimeProvider.System, new ThreadPoolDispatcher(), NullLoggerFactory.Instance, 1);

    private readonly record struct Ball(int Left, IActorRef<Ball> Other);

    private sealed class Player(TaskCompletionSource<int> done) : Actor<Ball>
    {
        protected override void Receive(in Ball ball)
        {
            if (ball.Left == 0) done.TrySetResult(0);
            else Assert.True(ball.Other.TryTell(new Ball(ball.Left - 1, Self)));
        }
    }

    private sealed class WhereAmI(ThreadDispatcher lane) : Actor<ReplyTo<(bool, string?)>>
    {
        protected override void Receive(in ReplyTo<(bool, string?)> message) => message.TrySet((lane.IsCurrent, Thread.CurrentThread.Name));
    }
}

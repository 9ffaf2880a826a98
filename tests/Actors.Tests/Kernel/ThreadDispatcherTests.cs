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
        TimeSpan patience = TimeSpan.FromMinutes(1); // for one throw: all of them take as long as the machine takes
        using ThreadDispatcher left = new("left");
        using ThreadDispatcher right = new("right");
        ActorSystem system = NewSystem();
        Game game = new();
        IActorRef<Ball> one = system.Spawn(new Props<Ball>(() => new Player(game), 4) { Dispatcher = left }, "one");
        IActorRef<Ball> two = system.Spawn(new Props<Ball>(() => new Player(game), 4) { Dispatcher = right }, "two");

        one.Tell(new Ball(Throws, two));

        for (int seen = -1; await Task.WhenAny(game.Over.Task, Task.Delay(patience)) != game.Over.Task; seen = game.Left)
            Assert.True(game.Left != seen, $"the ball lies still, {seen} throws before the end");
        Assert.Equal(0, game.Left);
    }

    [Fact]
    public async Task A_system_on_threads_stops_and_says_so()
    {
        using ThreadDispatcher lane = new("lane");
        ActorSystem system = NewSystem();
        for (int i = 0; i < 10; i++) system.Spawn(new Props<Ball>(() => new Player(new Game()), 4) { Dispatcher = lane }, $"p{i}");

        system.Stop();

        Assert.Null(await system.Ended.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    private static ActorSystem NewSystem() => new(TimeProvider.System, new ThreadPoolDispatcher(), NullLoggerFactory.Instance, 1);

    private readonly record struct Ball(int Left, IActorRef<Ball> Other);

    private sealed class Game
    {
        private int _left = int.MaxValue;

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Left
        {
            get => Volatile.Read(ref _left);
            set => Volatile.Write(ref _left, value);
        }
    }

    private sealed class Player(Game game) : Actor<Ball>
    {
        protected override void Receive(in Ball ball)
        {
            game.Left = ball.Left;
            if (ball.Left == 0) game.Over.TrySetResult();
            else Assert.True(ball.Other.TryTell(new Ball(ball.Left - 1, Self)));
        }
    }

    private sealed class WhereAmI(ThreadDispatcher lane) : Actor<ReplyTo<(bool, string?)>>
    {
        protected override void Receive(in ReplyTo<(bool, string?)> message) => message.TrySet((lane.IsCurrent, Thread.CurrentThread.Name));
    }
}

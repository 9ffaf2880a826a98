using Polymasq.Actors.Kernel;
using Polymasq.Node.Control;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Control;

public sealed class ActorQuestionsTests
{
    private readonly ManualSystem _system = new();

    [Fact]
    public async Task An_actor_that_does_not_answer_in_two_seconds_is_named()
    {
        (IActorRef<ReplyTo<int>> silent, _) = _system.SpawnProbe<ReplyTo<int>>("silent");
        Task<int> answer = silent.AskForPeople<ReplyTo<int>, int>(static reply => reply, _system.Clock);
        _system.Advance(1.9);
        Assert.False(answer.IsCompleted);
        _system.Advance(0.2);

        ControlException failure = await Assert.ThrowsAsync<ControlException>(() => answer);
        Assert.Equal((504, "/silent did not answer within 2 s"), (failure.Status, failure.Message));
        Assert.NotNull(failure.Hint);
    }

    [Fact]
    public async Task An_actor_that_has_stopped_is_named_at_once()
    {
        (IActorRef<ReplyTo<int>> gone, _) = _system.SpawnProbe<ReplyTo<int>>("gone");
        gone.Stop();
        _system.Run();

        ControlException failure = await Assert.ThrowsAsync<ControlException>(
            () => gone.AskForPeople<ReplyTo<int>, int>(static reply => reply, _system.Clock));
        Assert.Equal((504, "/gone has stopped"), (failure.Status, failure.Message));
    }

    [Fact]
    public async Task An_actor_whose_mailbox_is_full_is_named_at_once()
    {
        (IActorRef<ReplyTo<int>> busy, _) = _system.SpawnProbe<ReplyTo<int>>("busy", mailbox: 2);
        while (busy.TryTell(new ReplyTo<int>()))
        {
            // fills it: nobody runs the actor
        }

        ControlException failure = await Assert.ThrowsAsync<ControlException>(
            () => busy.AskForPeople<ReplyTo<int>, int>(static reply => reply, _system.Clock));
        Assert.Equal((504, "/busy has a full mailbox"), (failure.Status, failure.Message));
    }
}

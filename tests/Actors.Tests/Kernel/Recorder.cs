using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Tests.Kernel;

/// <summary>What an actor in these tests can be told.</summary>
public readonly record struct Order(string What, object? With = null);

/// <summary>An actor that writes down what happens to it, over all its objects.</summary>
internal sealed class Recorder(List<string> book, Action<Recorder, Order>? also = null) : Actor<Order>
{
    public ITimers<Order> ItsTimers => Timers;

    public Stash<Order> ItsStash => Stash;

    public IActorRef<Order> SpawnChild(string name, Func<Actor<Order>> create, SupervisionPolicy? policy = null) =>
        Spawn(new Props<Order>(create, 8) { Supervision = policy ?? SupervisionPolicy.Default }, name);

    public void WatchIt(IActorRef who) => Watch(who);

    protected override void OnStart() => book.Add("start");

    protected override void Receive(in Order message)
    {
        book.Add(message.What);
        also?.Invoke(this, message);
        if (message.What == "fail") throw new InvalidOperationException("as told");
    }

    protected override void OnBatchEnd() => book.Add(".");

    protected override void OnStop() => book.Add("stop");

    protected override void OnTerminated(IActorRef who) => book.Add("ended " + who.Path);
}

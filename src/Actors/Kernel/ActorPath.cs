namespace Polymasq.Actors.Kernel;

/// <summary>Where an actor stands in the tree, as in <c>/dns/shard-0</c>. It survives restarts.</summary>
public readonly record struct ActorPath(string Text)
{
    /// <summary>The path of the tree's root.</summary>
    public static ActorPath Root { get; } = new("/");

    /// <summary>The part after the last slash.</summary>
    public string Name => Text[(Text.LastIndexOf('/') + 1)..];

    /// <summary>The path of a child of this path.</summary>
    public ActorPath Child(string name) => new(Text == "/" ? "/" + name : Text + "/" + name);

    public override string ToString() => Text;
}

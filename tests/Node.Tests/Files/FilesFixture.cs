using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Node.Files;
using Polymasq.Node.Sockets;

namespace Polymasq.Node.Tests.Files;

/// <summary>A folder, a watcher, and actors on a thread of their own that hand what they are told to the test.</summary>
internal sealed class FilesFixture : IDisposable
{
    private readonly EpollPoller _poller = new(NullLogger.Instance);
    private readonly ThreadDispatcher _watching;
    private readonly ThreadDispatcher _acting = new("act");
    private readonly ActorSystem _system;

    public FilesFixture()
    {
        _watching = new ThreadDispatcher("watch", _poller);
        Watcher = FileWatcher.Start(_poller, TimeProvider.System, NullLogger.Instance, out _)!;
        _system = new ActorSystem(TimeProvider.System, _acting, NullLoggerFactory.Instance, seed: 1);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("polymasq-files-").FullName;

    public FileWatcher Watcher { get; }

    public string At(string name) => Path.Combine(Root, name);

    public void Write(string name, string text) => File.WriteAllText(At(name), text);

    /// <summary>As careful programs do it: beside the file, then renamed.</summary>
    public void Replace(string name, string text)
    {
        Write($".{Path.GetFileName(name)}.new", text);
        File.Move(At($".{Path.GetFileName(name)}.new"), At(name), overwrite: true);
    }

    public void Link(string name, string target)
    {
        File.Delete(At(name));
        File.CreateSymbolicLink(At(name), target);
    }

    public Ear<T> Spawn<T>()
    {
        Ear<T> ear = new();
        ear.Address = _system.Spawn(new Props<T>(() => new EarActor<T>(ear), MailboxCapacity: 64), "ear");
        return ear;
    }

    public void Dispose()
    {
        Watcher.Dispose();
        _watching.Dispose();
        _acting.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private sealed class EarActor<T>(Ear<T> ear) : Actor<T>
    {
        protected override void Receive(in T message) => ear.Heard.Add(message);
    }
}

/// <summary>What an actor was told, for a test to wait for.</summary>
internal sealed class Ear<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [NotNull]
    public IActorRef<T>? Address { get; set; }

    public BlockingCollection<T> Heard { get; } = [];

    public T Next()
    {
        Assert.True(Heard.TryTake(out T? message, Patience), "nothing was told");
        return message;
    }

    /// <summary>Waits for a message of this kind: a change may be seen half way, and then once more.</summary>
    public T Until(Predicate<T> wanted)
    {
        T message = Next();
        while (!wanted(message)) message = Next();
        return message;
    }
}

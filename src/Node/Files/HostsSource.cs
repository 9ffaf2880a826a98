using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames;

namespace Polymasq.Node.Files;

/// <summary>Hosts files or blocklists of this machine.</summary>
/// <param name="watcher">Not owned.</param>
/// <param name="time">The system's clock.</param>
/// <param name="log">Hears of what was not foreseen; that a file cannot be read is the actor's to say.</param>
internal sealed class HostsSource<T>(FileWatcher watcher, TimeProvider time, ILogger log) : IHostsSource<T>, IDisposable
{
    private readonly PathFollower<T> _follower = new(watcher, time, log);

    public void Follow(ImmutableArray<string> paths, Func<ILineIntake<T>> intake, IActorRef<T> reader) =>
        _follower.Follow(new HostsReading<T>(paths, intake), reader);

    public void Dispose() => _follower.Dispose();
}

using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames;

namespace Polymasq.Node.Files;

/// <summary>Hosts files or blocklists of this machine.</summary>
/// <param name="message">What the reader is told with the files.</param>
/// <param name="watcher">Not owned.</param>
/// <param name="time">The system's clock.</param>
/// <param name="log">Hears of what was not foreseen; that a file cannot be read is the actor's to say.</param>
internal sealed class HostsSource(Func<ImmutableArray<HostsFile>, LocalNamesMessage> message, FileWatcher watcher, TimeProvider time, ILogger log)
    : IHostsSource, IDisposable
{
    private readonly PathFollower<LocalNamesMessage> _follower = new(watcher, time, log);

    public void Follow(ImmutableArray<string> paths, IActorRef<LocalNamesMessage> reader) => _follower.Follow(new HostsReading(paths, message), reader);

    public void Dispose() => _follower.Dispose();
}

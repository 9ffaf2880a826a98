using System.Collections.Immutable;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.LocalNames;

/// <summary>Reads hosts files, and reads them again when they change.</summary>
public interface IHostsSource
{
    /// <summary>
    /// Follows these paths from now on and no others. Tells <see cref="LocalNamesMessage.HostsRead"/> soon, and again after each
    /// change of a file, of a folder or of what a link points to; several changes in a row may be told as one.
    /// </summary>
    /// <param name="paths">
    /// Files, or folders that stand for the files in them (<see cref="HostsFile.IsHostsFile"/>) in the order of their names. A path
    /// that is not there, cannot be read or is larger than <see cref="HostsFile.BytesMax"/> is told as a file with its trouble.
    /// </param>
    /// <param name="reader">Is told. When its mailbox is full the source tries again: the last state must arrive.</param>
    void Follow(ImmutableArray<string> paths, IActorRef<LocalNamesMessage> reader);
}

/// <summary>Where names are read from.</summary>
/// <param name="Hosts">Tells <see cref="LocalNamesMessage.HostsRead"/>.</param>
/// <param name="Blocklists">Tells <see cref="LocalNamesMessage.BlocklistsRead"/>, by the same rules.</param>
public sealed record LocalNamesSources(IHostsSource Hosts, IHostsSource Blocklists);

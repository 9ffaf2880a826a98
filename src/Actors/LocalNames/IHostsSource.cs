using System.Collections.Immutable;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.LocalNames;

/// <summary>Reads hosts files or blocklists, and reads them again when they change.</summary>
/// <typeparam name="T">What the reader is told.</typeparam>
public interface IHostsSource<T>
{
    /// <summary>
    /// Follows these paths from now on and no others. Tells what the intake makes of them soon, and again after each change of a
    /// file, of a folder or of what a link points to; several changes in a row may be told as one.
    /// </summary>
    /// <param name="paths">
    /// Files, or folders that stand for the files in them (<see cref="HostsFile.IsHostsFile"/>) in the order of their names. A path
    /// that is not there, cannot be read or is too large is a file with trouble.
    /// </param>
    /// <param name="intake">Makes what takes the lines of one reading.</param>
    /// <param name="reader">Is told. When its mailbox is full the source tries again: the last state must arrive.</param>
    void Follow(ImmutableArray<string> paths, Func<ILineIntake<T>> intake, IActorRef<T> reader);
}

/// <summary>Where names are read from.</summary>
public sealed record LocalNamesSources(IHostsSource<LocalNamesMessage> Hosts, IHostsSource<LocalNamesMessage> Blocklists);

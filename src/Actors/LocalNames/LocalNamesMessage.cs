using System.Collections.Immutable;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.LocalNames;

/// <summary>What the actor of the local names can be told.</summary>
public abstract record LocalNamesMessage
{
    private LocalNamesMessage()
    {
    }

    /// <summary>The hosts files now read so, all of them, in the order in which they count.</summary>
    public sealed record HostsRead(ImmutableArray<HostsFile> Files) : LocalNamesMessage;

    /// <summary>The configuration was read again, maybe unchanged; files are read again too.</summary>
    public sealed record SettingsChanged(LocalNamesSettings Settings) : LocalNamesMessage;

    /// <summary>Asks what is known.</summary>
    public sealed record Describe(ReplyTo<LocalNamesReport> Reply) : LocalNamesMessage;
}

/// <summary>The local names at one moment.</summary>
/// <param name="IsLoaded">True once the hosts files were read, which belongs to being ready.</param>
/// <param name="HostsNames">Names from hosts files.</param>
/// <param name="LeaseNames">Names of leased hosts.</param>
/// <param name="Files">The hosts files in the order in which they count.</param>
public sealed record LocalNamesReport(bool IsLoaded, int HostsNames, int LeaseNames, ImmutableArray<HostsFileReport> Files);

using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
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

    /// <summary>The blocklists now read so.</summary>
    public sealed record BlocklistsRead(ImmutableArray<HostsFile> Files) : LocalNamesMessage;

    /// <summary>The machine's interfaces are these now.</summary>
    public sealed record InterfacesChanged(InterfaceSet Present) : LocalNamesMessage;

    /// <summary>The configuration was read again, maybe unchanged; files are read again too.</summary>
    public sealed record SettingsChanged(LocalNamesSettings Settings) : LocalNamesMessage;

    /// <summary>Asks what is known.</summary>
    public sealed record Describe(ReplyTo<LocalNamesReport> Reply) : LocalNamesMessage;
}

/// <summary>The local names at one moment.</summary>
/// <param name="IsLoaded">True once the hosts files and blocklists were read, which belongs to being ready.</param>
/// <param name="HostsNames">Names from hosts files.</param>
/// <param name="LeaseNames">Names of leased hosts.</param>
/// <param name="BlockedNames">Names from blocklists.</param>
/// <param name="Files">The hosts files in the order in which they count, then the blocklists.</param>
public sealed record LocalNamesReport(bool IsLoaded, int HostsNames, int LeaseNames, int BlockedNames, ImmutableArray<HostsFileReport> Files);

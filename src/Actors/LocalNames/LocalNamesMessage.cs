using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames.Blocking;

namespace Polymasq.Actors.LocalNames;

/// <summary>What the actor of the local names can be told.</summary>
public abstract record LocalNamesMessage
{
    private LocalNamesMessage()
    {
    }

    /// <summary>The hosts files now say this, all of them together; the reports are in the order in which they count.</summary>
    internal sealed record HostsRead(HostsTable Table, ImmutableArray<HostsFileReport> Files) : LocalNamesMessage;

    /// <summary>The blocklists now say this.</summary>
    internal sealed record BlocklistsRead(BlockSet Blocked, ImmutableArray<HostsFileReport> Files) : LocalNamesMessage;

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

using System.Collections.Immutable;
using Polymasq.Actors.LocalNames.Configured;

namespace Polymasq.Actors.LocalNames;

/// <summary>Which names this gateway knows by itself: the part of the block <c>dns</c> that speaks of them. Keys have dnsmasq's names.</summary>
public sealed record LocalNamesSettings
{
    /// <summary>The domain of this network's hosts (<c>domain</c>); empty when there is none. A name that parses.</summary>
    public required string Domain { get; init; }

    /// <summary>Domains of which nothing is asked upstream (<c>local</c>): what is not known in them does not exist.</summary>
    public required ImmutableArray<string> Local { get; init; }

    /// <summary>The first hosts file (<c>hosts-file</c>, otherwise /etc/hosts).</summary>
    public required string HostsFile { get; init; }

    /// <summary>Leave the first hosts file out (<c>no-hosts</c>); additional ones are read all the same.</summary>
    public required bool NoHosts { get; init; }

    /// <summary>More hosts files, or folders of them, read in this order after the first (<c>addn-hosts</c>).</summary>
    public required ImmutableArray<string> AddnHosts { get; init; }

    /// <summary>Names without a dot in hosts files also get the domain (<c>expand-hosts</c>).</summary>
    public required bool ExpandHosts { get; init; }

    /// <summary>Leased hosts are known with the domain only, not by their bare name (<c>dhcp-fqdn</c>). Without a domain it means nothing.</summary>
    public required bool DhcpFqdn { get; init; }

    /// <summary>Time to live of every local answer (<c>local-ttl</c>), seconds; 0 keeps clients from remembering it.</summary>
    public required int LocalTtlSeconds { get; init; }

    /// <summary>Time to live of leased hosts' names (<c>dhcp-ttl</c>), seconds; null for <see cref="LocalTtlSeconds"/>.</summary>
    public int? DhcpTtlSeconds { get; init; }

    /// <summary>What the configuration itself says of names.</summary>
    public ConfiguredNames Configured { get; init; } = ConfiguredNames.None;

    /// <summary>Blocklists: files, or folders of them (<c>blocklists</c>).</summary>
    public ImmutableArray<string> Blocklists { get; init; } = [];

    /// <summary>Blocked names do not exist; otherwise they have the addresses 0.0.0.0 and :: (<c>blocklist-answer</c>).</summary>
    public bool BlockedDoNotExist { get; init; }

    /// <summary>Domains with upstream servers of their own: a rule for a shorter domain does not hold in them.</summary>
    public ImmutableArray<string> Routed { get; init; } = [];

    /// <summary>Reverse names of private addresses that nobody here knows do not exist (<c>bogus-priv</c>).</summary>
    public bool BogusPriv { get; init; }

    /// <summary>Addresses of names without a dot are never asked upstream (<c>domain-needed</c>).</summary>
    public bool DomainNeeded { get; init; }

    /// <summary>Names for special use (RFC 6761 and others) are never asked upstream (<c>special-use</c>).</summary>
    public bool SpecialUse { get; init; }

    /// <summary>Of several addresses of a name, those in the subnet that was asked in are given (<c>localise-queries</c>).</summary>
    public bool LocaliseQueries { get; init; }

    /// <summary>Addresses of a name always come in the same order (<c>no-round-robin</c>).</summary>
    public bool NoRoundRobin { get; init; }

    /// <summary>The files and folders to read, in order.</summary>
    internal ImmutableArray<string> HostsPaths => NoHosts || HostsFile.Length == 0 ? AddnHosts : [HostsFile, .. AddnHosts];
}

using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>The same look-up for people: who answers is taken from <see cref="Find"/>, so that the explanation cannot be another than the answer.</summary>
internal sealed partial class LocalNamesSnapshot
{
    /// <summary>One step for each source, in their order.</summary>
    public ImmutableArray<ExplainedStep> Explain(ReadOnlySpan<byte> name, RecordType type, LeaseNames leases)
    {
        Span<byte> buffer = stackalloc byte[DnsName.WireLengthMax];
        Span<byte> address = stackalloc byte[AddressKey.Ipv6Length];
        LocalAnswer answer = Find(name, type, leases, buffer);
        ReverseNameKind kind = ReverseName.Read(name, address);
        AddressKey? reversed = kind switch
        {
            ReverseNameKind.Ipv4 => AddressKey.Of(address[..AddressKey.Ipv4Length]),
            ReverseNameKind.Ipv6 => AddressKey.Of(address),
            _ => null,
        };
        LocalSteps steps = new(answer.Source, Outcome(answer, type));
        steps.Add("built in", "not localhost, and none of its addresses", LocalSource.Loopback);
        steps.Add("records", SayRecords(name, type), LocalSource.Record);
        steps.Add("hosts files", reversed is { } hosted ? SayName(_hosts.FindName(hosted)) : SayAddresses(_hosts.Find(new HashedName(name)), type), LocalSource.Hosts);
        Span<byte> leased = stackalloc byte[DnsName.WireLengthMax];
        steps.Add("leases", reversed is { } held ? SayName(FindLeasedHost(held, leases, leased)) : SayAddresses(FindLeased(name, leases), type), LocalSource.Lease);
        steps.Add("synth-domain", _synthDomains.IsEmpty ? "none is configured" : "no domain and range fits", LocalSource.Synthesized);
        steps.Add("blocklists", Blocked.Explain(name), LocalSource.Blocklist);
        steps.Add("address", SayRule(name, type), LocalSource.Address);
        steps.Add("local domains", _own.IsLocal(name, _routed) ? "in a domain of which everything is known here" : "in none of them", LocalSource.LocalDomain);
        steps.Add("not forwarded", SayNotForwarded(name, answer.Source), LocalSource.SpecialUse, LocalSource.PrivateReverse, LocalSource.Plain);
        return steps.All;
    }

    private static string Outcome(in LocalAnswer answer, RecordType type)
    {
        if (answer.Knowledge == LocalKnowledge.Nonexistence) return "NXDOMAIN";
        if (answer.Records?.Alias is { } alias) return $"alias to {TextOf(alias.Data.AsSpan())}";
        List<string> parts = [];
        if (type is RecordType.A or RecordType.ANY) parts.AddRange(TextsOf(answer.Ipv4, AddressKey.Ipv4Length));
        if (type is RecordType.AAAA or RecordType.ANY) parts.AddRange(TextsOf(answer.Ipv6, AddressKey.Ipv6Length));
        if (!answer.Host.IsEmpty && type is RecordType.PTR or RecordType.ANY) parts.Add(TextOf(answer.Host));
        int records = answer.Records?.Records.Count(record => record.Type == type || type == RecordType.ANY) ?? 0;
        if (records > 0) parts.Add($"{records} configured");
        return parts.Count == 0 ? "NODATA: the name is known here, and this type of it is not" : string.Join(", ", parts);
    }

    private string SayRecords(ReadOnlySpan<byte> name, RecordType type)
    {
        if (_records.Find(new HashedName(name)) is not { } node) return "the name has none";
        if (node.Alias is { } alias) return $"alias to {TextOf(alias.Data.AsSpan())}";
        string types = string.Join(", ", node.Records.Select(static record => RecordTypeText.Format(record.Type)).Distinct());
        return node.Has(type) ? $"has {types}" : $"has {types}, and {RecordTypeText.Format(type)} is asked for";
    }

    private static string SayAddresses(HostAddresses addresses, RecordType type)
    {
        if (addresses.IsEmpty) return "the name is not there";
        string all = string.Join(", ", TextsOf(addresses.Ipv4, AddressKey.Ipv4Length).Concat(TextsOf(addresses.Ipv6, AddressKey.Ipv6Length)));
        return IsAboutAddresses(type) ? $"has {all}" : $"has {all}, and {RecordTypeText.Format(type)} is asked for";
    }

    private static string SayName(ReadOnlySpan<byte> host) => host.IsEmpty ? "the address is not there" : $"has {TextOf(host)}";

    private string SayRule(ReadOnlySpan<byte> name, RecordType type)
    {
        if (!_addresses.TryFind(name, out AddressRule? rule, out int labels)) return "no rule for it or a domain above it";
        string domain = TextOf(rule.Domain.AsSpan());
        if (_routed.LabelsAtOrAbove(name) > labels) return $"the rule for {domain} gives way to servers for a longer domain";
        return rule.IsNonexistence || IsAboutAddresses(type) ? $"the rule for {domain}" : $"the rule for {domain} has addresses, and {RecordTypeText.Format(type)} is asked for";
    }

    private string SayNotForwarded(ReadOnlySpan<byte> name, LocalSource source) => source switch
    {
        LocalSource.SpecialUse => "a special-use name: nobody on the internet knows it",
        LocalSource.PrivateReverse => "a private address (bogus-priv)",
        LocalSource.Plain => "no dot (domain-needed)",
        _ => _routed.HasAtOrAbove(name) ? "a domain of it has servers of its own" : "may be asked upstream",
    };

    private static List<string> TextsOf(ReadOnlySpan<byte> addresses, int length)
    {
        List<string> texts = [];
        for (; !addresses.IsEmpty; addresses = addresses[length..]) texts.Add(new IPAddress(addresses[..length]).ToString());
        return texts;
    }

    private static string TextOf(ReadOnlySpan<byte> wire) => DnsName.TryFromWire(wire, out DnsName name) ? DnsNameText.FormatRelative(name) : "?";
}

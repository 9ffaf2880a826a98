using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration.Names;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Node.Configuration;

/// <summary>The entries of dns.servers.</summary>
/// <param name="Servers">In their order.</param>
/// <param name="DefaultDomains">Domains whose entry says <c>#</c>: the servers for everything are asked.</param>
internal sealed record UpstreamServers(ImmutableArray<UpstreamServerSettings> Servers, ImmutableArray<string> DefaultDomains)
{
    /// <summary>Domains whose entry has no server: nobody is asked. In a servers-file alone; the configuration has dns.local.</summary>
    public ImmutableArray<string> LocalDomains { get; init; } = [];

    /// <summary>All domains that an entry sends somewhere.</summary>
    public IEnumerable<string> Domains => Servers.SelectMany(static server => server.Domains).Concat(DefaultDomains);
}

/// <summary>Reads dns.servers: texts, and objects that say more of a server.</summary>
internal sealed class UpstreamServersReader(bool readsFiles)
{
    private const string Default = "#";

    private readonly List<UpstreamServerSettings> _servers = [];
    private readonly List<string> _defaultDomains = [];

    public UpstreamServers Read(IEnumerable<ConfigurationValue> items)
    {
        foreach (ConfigurationValue item in items)
        {
            if (item.Value.Kind == HoconKind.Object) ReadObject(item);
            else if (ReadTarget(item, null) is { } target) _servers.Add(new UpstreamServerSettings(target, []));
        }

        return new UpstreamServers([.. _servers], [.. _defaultDomains]);
    }

    private void ReadObject(ConfigurationValue item)
    {
        ConfigurationSection entry = item.Section("a server");
        ImmutableArray<string> domains = [.. DomainName.ReadAll(entry.Items("domains")), .. entry.Items("networks").SelectMany(NetworkDomains.Read)];
        bool isRoute = entry.Items("domains").Count + entry.Items("networks").Count > 0;
        IPAddress? address = entry.Find("address") is { } given ? ReadAddress(given) : null;
        UpstreamTarget? target = null;
        if (entry.Find("server") is not { } server) item.Wrong("has no server");
        else if (server.Value is HoconScalar { Text: Default }) ReadDefault(item, domains);
        else target = ReadTarget(server, address);
        target = ReadSafety(entry, target);
        target = ReadWayOut(entry, target);
        if (address is not null && target is { Transport: not UpstreamTransport.Https }) entry.Find("address")?.Wrong("is for https:// servers; others have it in server");
        entry.End();
        if (target is not null && (!isRoute || domains.Length > 0)) _servers.Add(new UpstreamServerSettings(target, domains));
    }

    // dnsmasq: server=/DOMAIN/# sends a domain to the standard servers although a shorter one goes elsewhere.
    private void ReadDefault(ConfigurationValue item, ImmutableArray<string> domains)
    {
        if (domains.IsEmpty) item.Wrong("says that the servers for everything are asked for some domains, and names none: add domains or networks");
        _defaultDomains.AddRange(domains);
    }

    private static UpstreamTarget? ReadTarget(ConfigurationValue value, IPAddress? address)
    {
        string text = value.Text(UpstreamAddress.Allowed);
        UpstreamTarget? target = UpstreamAddress.Read(text, address, out string wrong);
        bool isDnsmasqs = text.StartsWith('/') || text.Contains('@', StringComparison.Ordinal);
        if (target is null) value.Wrong(wrong + (isDnsmasqs ? "; dnsmasq's /DOMAIN/ADDR@FROM is { server = ADDR, domains = [ DOMAIN ], source or interface = FROM }" : ""));
        return target;
    }

    private static IPAddress? ReadAddress(ConfigurationValue value)
    {
        const string Allowed = "an address without a port, such as 192.0.2.53";
        if (ListenAddress.TryParse(value.Text(Allowed), out ListenAddress address) && address is { Port: null, Zone: null, IsAny: false }) return address.Address;
        value.Wrong($"{value.What()} is not {Allowed}");
        return null;
    }

    private static IpEndpoint? ReadSource(ConfigurationValue value)
    {
        const string Allowed = "an address of ours, with or without a port, such as 192.0.2.1 or 192.0.2.1#5300";
        if (UpstreamAddress.TryReadEndpoint(value.Text(Allowed), 0, out IpEndpoint source)) return source;
        value.Wrong($"{value.What()} is not {Allowed}");
        return null;
    }

    private UpstreamTarget? ReadSafety(ConfigurationSection entry, UpstreamTarget? target)
    {
        string pins = string.Join(' ', entry.Items("pin").Select(ReadPin));
        string authorities = entry.Find("ca-file") is { } file && readsFiles ? CertificateFile.Read(file, file.Text("a file")) : "";
        if (target is { Transport: UpstreamTransport.Plain })
        {
            foreach (string key in (string[])["pin", "ca-file"]) entry.Find(key)?.Wrong("is for tls:// and https:// servers");
        }

        return target is null ? null : target with { Pins = pins, CertificateAuthorities = authorities };
    }

    private static string ReadPin(ConfigurationValue value)
    {
        const string Prefix = "sha256/", Allowed = "sha256/BASE64, the digest of the server's public key";
        string text = value.Text(Allowed);
        string digest = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : "";
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(digest, bytes, out int length) || length != bytes.Length) value.Wrong($"{value.What()} is not {Allowed}");
        return digest;
    }

    private static UpstreamTarget? ReadWayOut(ConfigurationSection entry, UpstreamTarget? target)
    {
        IpEndpoint? source = entry.Find("source") is { } value ? ReadSource(value) : null;
        if (source is { } own && target is not null && own.IsInet != target.Address.IsInet)
            entry.Find("source")?.Wrong("is not of the server's family: from there it cannot be reached");
        if (source is { Port: > 0 } && target is { IsPlain: false }) entry.Find("source")?.Wrong("names a port, which only questions over UDP can leave from");
        string device = entry.Find("interface") is { } name ? InterfaceName.Read(name, allowsPattern: false) : "";
        return target is null ? null : target with { Source = source, Interface = device };
    }
}

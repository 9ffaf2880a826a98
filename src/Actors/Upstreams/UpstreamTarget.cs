using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Upstreams;

/// <summary>How questions go to a server.</summary>
public enum UpstreamTransport : byte
{
    /// <summary>UDP, and TCP for what it truncates.</summary>
    Plain,

    /// <summary>DNS over TLS (RFC 7858).</summary>
    Tls,

    /// <summary>DNS over HTTPS (RFC 8484).</summary>
    Https,
}

/// <summary>Where an upstream server is and how it is asked. Two that are equal are one server with one history.</summary>
public sealed record UpstreamTarget
{
    public required IpEndpoint Address { get; init; }

    public UpstreamTransport Transport { get; init; }

    /// <summary>The name that its certificate must be for; empty where it is checked against the address, or <see cref="Pins"/> alone say who it is.</summary>
    public string CertificateName { get; init; } = "";

    /// <summary>Where questions are posted to; empty unless HTTPS.</summary>
    public string Url { get; init; } = "";

    /// <summary>SHA-256 digests of the public keys (SPKI, RFC 7858 §4.2) that it may have, in Base64, with blanks between; empty for any key.</summary>
    public string Pins { get; init; } = "";

    /// <summary>The authorities that may sign its certificate, in PEM; empty for those that the system trusts.</summary>
    public string CertificateAuthorities { get; init; } = "";

    /// <summary>The address that questions leave from, and the port over UDP, 0 for a random one; null for the system's choice.</summary>
    public IpEndpoint? Source { get; init; }

    /// <summary>The interface that questions leave over; empty for where the route leads.</summary>
    public string Interface { get; init; } = "";

    public bool IsPlain => Transport == UpstreamTransport.Plain;

    /// <summary>Questions leave from where the system thinks best.</summary>
    public bool LeavesAnywhere => Source is null && Interface.Length == 0;

    public static UpstreamTarget Plain(IpEndpoint address) => new() { Address = address };

    /// <summary>As operators write it.</summary>
    public override string ToString() => Transport switch
    {
        UpstreamTransport.Tls when CertificateName.Length > 0 => $"tls://{Address}#{CertificateName}",
        UpstreamTransport.Tls => $"tls://{Address}",
        UpstreamTransport.Https => Url,
        _ => Address.ToString(),
    };
}

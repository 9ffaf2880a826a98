using System.Collections.Immutable;

namespace Polymasq.Node.Etcd;

/// <summary>How etcd is reached: the block cluster.etcd.</summary>
internal sealed record EtcdSettings
{
    /// <summary>cluster.etcd.endpoints: scheme, host and port of each member; at least one.</summary>
    public required ImmutableArray<Uri> Endpoints { get; init; }

    /// <summary>Where all keys of the cluster begin, ending in a slash: what the user must be allowed to read and write.</summary>
    public required string Prefix { get; init; }

    /// <summary>cluster.etcd.username; empty: no authentication.</summary>
    public string Username { get; init; } = "";

    /// <summary>The first line of cluster.etcd.password-file.</summary>
    public string Password { get; init; } = "";

    /// <summary>The content of cluster.etcd.ca-file, in PEM: all that is trusted. Empty where no endpoint is https.</summary>
    public string CertificateAuthorities { get; init; } = "";

    /// <summary>Without the password.</summary>
    public override string ToString() => string.Join(", ", Endpoints);
}

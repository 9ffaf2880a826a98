using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Etcd;

namespace Polymasq.Node.Configuration;

/// <summary>What the block cluster came to.</summary>
internal sealed record ClusterBlock(ClusterEngine Engine, ClusterSettings Settings, EtcdSettings? Etcd);

/// <summary>Reads the block cluster. Its keys may stand in a configuration with engine = embedded: then only their form is looked at.</summary>
internal static class ClusterReader
{
    private const int SecretMin = 16; // bytes: what is shorter can be tried out

    public static ClusterBlock Read(ConfigurationSection cluster, ConfigurationSection node, string gateway, bool readsFiles)
    {
        ClusterEngine engine = cluster.Choice("engine", ("embedded", ClusterEngine.Embedded), ("etcd", ClusterEngine.Etcd));
        bool isEtcd = engine == ClusterEngine.Etcd;
        string name = cluster.Text("name", "a name");
        if (name.Length == 0) cluster.Find("name")?.Wrong("is empty; allowed is a name, the same on all gateways");
        if (isEtcd) CheckNames(cluster, node, name, gateway);

        ClusterSettings settings = new()
        {
            Name = name,
            Gateway = gateway,
            Address = ReadAddress(cluster),
            Secret = ReadSecret(cluster, isEtcd && readsFiles),
            TimeToLive = cluster.Duration("ttl", TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1)),
            ClockBound = cluster.Duration("clock-bound", TimeSpan.Zero, TimeSpan.FromHours(1)),
        };
        EtcdSettings etcd = EtcdReader.Read(cluster.Section("etcd"), settings.Prefix, isEtcd, readsFiles);
        if (isEtcd && settings.Address is not null && cluster.Text("secret-file").Length == 0)
            cluster.Find("address")?.Warn("is of no use without cluster.secret-file: nothing is shared with gateways that cannot prove themselves");
        cluster.End();
        return new ClusterBlock(engine, settings, isEtcd ? etcd : null);
    }

    /// <summary>Both are parts of keys in etcd, where a slash would make another key of them.</summary>
    private static void CheckNames(ConfigurationSection cluster, ConfigurationSection node, string name, string gateway)
    {
        const string Allowed = "letters, digits, '-', '_' and '.'";
        if (name.Length > 0 && !IsKeyPart(name)) cluster.Find("name")?.Wrong($"'{name}' cannot be a part of keys in etcd; allowed are {Allowed}");
        if (!IsKeyPart(gateway)) node.Find("name")?.Wrong($"'{gateway}' cannot be a part of keys in etcd; allowed are {Allowed}");
    }

    private static bool IsKeyPart(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static IPEndPoint? ReadAddress(ConfigurationSection cluster)
    {
        const string Allowed = "ADDR:PORT or [V6]:PORT, an address of this gateway that the others reach, or empty for none";
        if (cluster.Find("address") is not { } value || value.Text(Allowed) is not { Length: > 0 } text) return null;
        if (ListenAddress.TryParse(text, out ListenAddress address) && address is { IsAny: false, Zone: null, Port: { } port }) return new IPEndPoint(address.Address, port);
        value.Wrong($"'{text}' is not where others can reach this gateway; allowed is {Allowed}");
        return null;
    }

    private static ImmutableArray<byte> ReadSecret(ConfigurationSection cluster, bool isRead)
    {
        string path = cluster.Text("secret-file", "a file");
        if (path.Length == 0 || !isRead || cluster.Find("secret-file") is not { } value) return [];
        ReadOnlySpan<byte> secret = SecretFile.Read(value, path).AsSpan().TrimEnd(" \t\r\n"u8);
        if (secret.Length is > 0 and < SecretMin) value.Wrong($"{path} has {secret.Length} bytes, a secret has at least {SecretMin}; {SecretFile.Remedy}");
        return [.. secret];
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Which cluster the keys below a prefix belong to. Written once, by the gateway that came first.</summary>
internal sealed record ClusterIdentity
{
    /// <summary>Of the keys and values; a greater one is of a program that is newer than this.</summary>
    public const int KnownFormat = 1;

    /// <summary>cluster.name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Random: tells clusters of one name apart.</summary>
    public required string Id { get; init; }

    public required int Format { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ClusterIdentityJson.Default.ClusterIdentity);

    /// <summary>Null if it cannot be read.</summary>
    public static ClusterIdentity? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            ClusterIdentity? identity = JsonSerializer.Deserialize(json, ClusterIdentityJson.Default.ClusterIdentity);
            return identity is { Cluster.Length: > 0, Id.Length: > 0 } ? identity : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower)]
[JsonSerializable(typeof(ClusterIdentity))]
internal sealed partial class ClusterIdentityJson : JsonSerializerContext;

using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// A gateway's record as it stands in the store: JSON that other tools can read. Fields may be added; a reader passes over what it
/// does not know, and a record of a gateway that was put down keeps what it said last beside who did it.
/// </summary>
internal sealed class StoredMember
{
    public string? Name { get; set; }
    public string? Instance { get; set; }
    public string? Address { get; set; }
    public string? Version { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public string? State { get; set; }
    public DateTimeOffset At { get; set; }
    public string[]? ServerIdentifiers { get; set; }
    public Dictionary<string, string>? Pools { get; set; }
    public string[]? UpstreamsDown { get; set; }
    public string? SecretDigest { get; set; }

    /// <summary>The gateway at which an operator put this one down; missing for a member.</summary>
    public string? DownBy { get; set; }
    public DateTimeOffset? DownAt { get; set; }

    public static byte[] Serialize(ClusterMember member, DownMark? down = null) =>
        JsonSerializer.SerializeToUtf8Bytes(Of(member, down), StoredMemberJson.Default.StoredMember);

    /// <summary>Null when it is none, with the reason.</summary>
    public static (ClusterMember Member, DownMark? Down)? Deserialize(ReadOnlySpan<byte> json, out string reason)
    {
        try
        {
            StoredMember? stored = JsonSerializer.Deserialize(json, StoredMemberJson.Default.StoredMember);
            reason = stored is { Name.Length: > 0, Instance.Length: > 0 } ? "" : "it names no gateway";
            return reason.Length > 0 ? null : (stored!.ToMember(), stored.ToMark());
        }
        catch (JsonException e)
        {
            reason = e.Message;
            return null;
        }
    }

    private static StoredMember Of(ClusterMember member, DownMark? down) => new()
    {
        Name = member.Name,
        Instance = member.Instance,
        Address = member.Address?.ToString(),
        Version = member.Version,
        StartedAt = member.StartedAt,
        State = member.State.ToString(),
        At = member.At,
        ServerIdentifiers = [.. member.ServerIdentifiers.Select(static address => address.ToString())],
        Pools = new Dictionary<string, string>(member.Pools),
        UpstreamsDown = [.. member.UpstreamsDown],
        SecretDigest = member.SecretDigest,
        DownBy = down?.By,
        DownAt = down?.At,
    };

    private ClusterMember ToMember() => new()
    {
        Name = Name!,
        Instance = Instance!,
        Address = IPEndPoint.TryParse(Address ?? "", out IPEndPoint? address) ? address : null,
        Version = Version ?? "",
        StartedAt = StartedAt,
        State = Enum.TryParse(State, out MemberState state) ? state : MemberState.None, // a later release may know more
        At = At,
        ServerIdentifiers = [.. AddressesOf(ServerIdentifiers ?? [])],
        Pools = (Pools ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal),
        UpstreamsDown = [.. UpstreamsDown ?? []],
        SecretDigest = SecretDigest ?? "",
    };

    private DownMark? ToMark() => DownBy is { } by ? new DownMark(by, DownAt ?? At) : null;

    private static IEnumerable<Ipv4Address> AddressesOf(string[] texts)
    {
        foreach (string text in texts)
            if (Ipv4Address.TryParse(text, out Ipv4Address address)) yield return address;
    }
}

/// <summary>An operator has put a gateway down.</summary>
/// <param name="By">The gateway at which it was said.</param>
/// <param name="At">By that gateway's clock.</param>
public sealed record DownMark(string By, DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredMember))]
internal sealed partial class StoredMemberJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Stores;

/// <summary>
/// A lease event as it is stored: JSON that other tools can read. Fields may be added; a reader passes over what it does not
/// know, and what is missing has the value that events had before the field existed.
/// </summary>
internal sealed record StoredLeaseEvent
{
    public required LeaseEventKind Kind { get; init; }
    public required string Address { get; init; }
    public required long Version { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? Client { get; init; }

    /// <summary>ARP hardware type of <see cref="Chaddr"/>; Ethernet when it is missing.</summary>
    public byte? Htype { get; init; }
    public string? Chaddr { get; init; }
    public string? Hostname { get; init; }
    public string? VendorClass { get; init; }
    public DateTimeOffset? Since { get; init; }
    public uint? LeaseSeconds { get; init; }

    /// <summary>Missing for ever.</summary>
    public DateTimeOffset? Until { get; init; }
    public required string Gateway { get; init; }
    public long Correlation { get; init; }

    /// <summary>UTF-8 JSON on one line.</summary>
    public static byte[] Serialize(LeaseEvent e) => JsonSerializer.SerializeToUtf8Bytes(From(e), LeaseEventJson.Default.StoredLeaseEvent);

    /// <exception cref="InvalidDataException">Not an event that this program understands.</exception>
    public static LeaseEvent Deserialize(ReadOnlySpan<byte> json)
    {
        try
        {
            StoredLeaseEvent stored = JsonSerializer.Deserialize(json, LeaseEventJson.Default.StoredLeaseEvent)
                ?? throw new InvalidDataException("an event is null");
            return stored.ToEvent();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"an event is not understood: {e.Message}", e);
        }
    }

    private static StoredLeaseEvent From(LeaseEvent e) => new()
    {
        Kind = e.Kind,
        Address = e.Address.ToString(),
        Version = e.Version,
        At = e.At,
        Client = e.Client.IsNone ? null : e.Client.ToString(),
        Htype = e.Chaddr.IsNone || e.Chaddr.Type == HardwareAddress.Ethernet ? null : e.Chaddr.Type,
        Chaddr = e.Chaddr.IsNone ? null : HexOf(e.Chaddr),
        Hostname = e.Hostname,
        VendorClass = e.VendorClass,
        Since = e.Since == default ? null : e.Since,
        LeaseSeconds = e.LeaseSeconds == 0 ? null : e.LeaseSeconds,
        Until = e.Until == DateTimeOffset.MaxValue ? null : e.Until,
        Gateway = e.Gateway,
        Correlation = e.Correlation,
    };

    private LeaseEvent ToEvent()
    {
        ClientKey client = default;
        bool isRead = Ipv4Address.TryParse(Address, out Ipv4Address address) & (Client is null || ClientKey.TryParse(Client, out client));
        if (!isRead || Kind == LeaseEventKind.None) throw new InvalidDataException($"an event of address '{Address}', version {Version} is not understood");
        return new LeaseEvent
        {
            Kind = Kind,
            Address = address,
            Version = Version,
            At = At,
            Client = client,
            Chaddr = ChaddrOf(Htype ?? HardwareAddress.Ethernet, Chaddr),
            Hostname = Hostname,
            VendorClass = VendorClass,
            Since = Since ?? default,
            LeaseSeconds = LeaseSeconds ?? 0,
            Until = Until ?? DateTimeOffset.MaxValue,
            Gateway = Gateway,
            Correlation = Correlation,
        };
    }

    internal static string HexOf(HardwareAddress chaddr)
    {
        Span<byte> bytes = stackalloc byte[HardwareAddress.LengthMax];
        chaddr.Write(bytes);
        return HexBytes.Format(bytes[..chaddr.Length]);
    }

    private static HardwareAddress ChaddrOf(byte type, string? hex)
    {
        Span<byte> bytes = stackalloc byte[HardwareAddress.LengthMax];
        return hex is not null && HexBytes.TryParse(hex, bytes, out int length) ? new HardwareAddress(type, bytes[..length]) : default;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredLeaseEvent))]
internal sealed partial class LeaseEventJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// A lease event as it is stored, read back: JSON that other tools can read. <see cref="LeaseEventWriter"/> writes it. Fields may be
/// added; a reader passes over what it does not know, and what is missing has the value that events had before the field existed.
/// </summary>
public sealed record StoredLeaseEvent
{
    // Settable, not required and init: the generated reader fills such properties directly, and otherwise boxes each value first.
    public LeaseEventKind Kind { get; set; }
    public string? Address { get; set; }
    public long Version { get; set; }
    public DateTimeOffset At { get; set; }
    public string? Client { get; set; }

    /// <summary>ARP hardware type of <see cref="Chaddr"/>; Ethernet when it is missing.</summary>
    public byte? Htype { get; set; }
    public string? Chaddr { get; set; }
    public string? Hostname { get; set; }
    public string? VendorClass { get; set; }
    public DateTimeOffset? Since { get; set; }
    public uint? LeaseSeconds { get; set; }

    /// <summary>Missing for ever.</summary>
    public DateTimeOffset? Until { get; set; }
    public string? Gateway { get; set; }
    public long Correlation { get; set; }

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

    private LeaseEvent ToEvent()
    {
        ClientKey client = default;
        bool isRead = Ipv4Address.TryParse(Address, out Ipv4Address address) & (Client is null || ClientKey.TryParse(Client, out client));
        bool isWhole = Kind != LeaseEventKind.None && Version > 0 && At != default && Gateway is not null;
        if (!isRead || !isWhole) throw new InvalidDataException($"an event of address '{Address}', version {Version} is not understood");
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
            Gateway = string.Intern(Gateway!), // few names, in every event
            Correlation = Correlation,
        };
    }

    private static HardwareAddress ChaddrOf(byte type, string? hex)
    {
        Span<byte> bytes = stackalloc byte[HardwareAddress.LengthMax];
        return hex is not null && HexBytes.TryParse(hex, bytes, out int length) ? new HardwareAddress(type, bytes[..length]) : default;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata, // for reading
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredLeaseEvent))]
internal sealed partial class LeaseEventJson : JsonSerializerContext;

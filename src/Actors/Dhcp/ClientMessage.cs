using System.Text;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>A client's message that is worth an answer, or at least the ledger's attention.</summary>
/// <param name="Packet">The message. Whoever has this owns it.</param>
/// <param name="Link">What was served when it came.</param>
/// <param name="Arrival">How it came.</param>
/// <param name="Request">What it asks for.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Chaddr">Its hardware address.</param>
/// <param name="HasIdentifier">It sent a client identifier.</param>
/// <param name="ServerOverride">
/// What the server is to be called: by the relay's wish (RFC 5107), or by the name of the gateway that we stand in for; none if
/// by our own address.
/// </param>
internal readonly record struct ClientMessage(
    Packet Packet, Dhcp4Link Link, Dhcp4Arrival Arrival, Dhcp4Request Request, ClientKey Client, HardwareAddress Chaddr,
    bool HasIdentifier, Ipv4Address ServerOverride)
{
    // RFC 2132 §9.14: the minimum. An identifier of a type and nothing else would be that of everybody.
    private const int IdentifierLengthMin = 2;
    private const int VendorClassLengthMax = 64;

    /// <summary>Another gateway offered the address, so what we hold for others does not count.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>Only who has a lease, or an offer of ours, is served.</summary>
    public bool IsHolderOnly { get; init; }

    /// <summary>It is another gateway's turn to send a DHCPNAK.</summary>
    public bool MustNotRefuse { get; init; }

    /// <summary>Reads what was received; false, with the reason counted, if nobody is to be bothered with it.</summary>
    public static bool TryRead(Packet packet, in Dhcp4Arrival arrival, Dhcp4Link link, Span<byte> scratch, Dhcp4Counters counters, out ClientMessage client)
    {
        client = default;
        Dhcp4ReadStatus status = Dhcp4Message.Read(packet.Message, out Dhcp4Message message);
        if (status != Dhcp4ReadStatus.Ok)
        {
            counters.AddMalformed(status);
            return false;
        }

        bool isOverridden = message.TryGet(OptionCode.RelayAgentInformation, ref scratch, out ReadOnlySpan<byte> relay);
        Ipv4Address serverOverride = default;
        if (isOverridden) RelayAgentInformation.TryGetServerIdentifierOverride(relay, out serverOverride);
        Dhcp4Request request = Dhcp4Request.Read(message, arrival, link, serverOverride);
        bool hasIdentifier = message.TryGet(OptionCode.ClientIdentifier, ref scratch, out ReadOnlySpan<byte> identifier) && identifier.Length >= IdentifierLengthMin;
        ClientKey key = ClientKey.Of(hasIdentifier ? identifier : default, message.Chaddr);
        client = new ClientMessage(packet, link, arrival, request, key, message.Chaddr, hasIdentifier, serverOverride);

        if (request.Kind == Dhcp4RequestKind.None) counters.Add(request.Drop);
        else if (key.IsNone) counters.Add(Dhcp4Counter.Nameless);
        else return true;
        return false;
    }

    /// <summary>The subnet to look in first; null if none that we serve fits.</summary>
    public Dhcp4Subnet? FindSubnet(in Dhcp4Message message, Span<byte> scratch)
    {
        // RFC 3011 §2: the option counts before giaddr. RFC 3527 §3: so does the relay's own word, and before the client's.
        if (message.TryGet(OptionCode.RelayAgentInformation, ref scratch, out ReadOnlySpan<byte> relay)
            && RelayAgentInformation.TryGetLinkSelection(relay, out Ipv4Address selected)) return Link.Relayed(selected);
        if (message.TryGetAddress(OptionCode.SubnetSelection, out selected) && Link.Relayed(selected) is { } subnet) return subnet;
        if (!message.Giaddr.IsNone) return Link.Relayed(message.Giaddr);
        // A client behind a relay renews and releases by unicast, past the relay: only its address says where it is.
        if (Arrival.IsUnicast && !message.Ciaddr.IsNone && Link.Relayed(message.Ciaddr) is { } home) return home;
        Dhcp4Subnet? choice = Link.FirstChoice(Request.Address, Client, Chaddr);
        // A DHCPINFORM goes to the address it gives, so it must be one of our clients' (and not a stranger's, to be flooded).
        return Request.Kind == Dhcp4RequestKind.Inform && choice?.Range.Contains(Request.Address) == false ? null : choice;
    }

    /// <summary>The ledger's command.</summary>
    public LeaseCommand ToCommand(in Dhcp4Message message, Dhcp4Subnet? subnet, Span<byte> scratch)
    {
        message.TryGetUInt32(OptionCode.LeaseTime, out uint askedSeconds);
        return new LeaseCommand
        {
            Kind = Request.Command,
            Pool = subnet?.Pool,
            Client = Client,
            Chaddr = Chaddr,
            Address = Request.Address,
            Hostname = HostnameOf(message, scratch),
            VendorClass = VendorClassOf(message, scratch),
            AskedSeconds = askedSeconds,
            IsStandIn = IsStandIn,
            IsHolderOnly = IsHolderOnly,
        };
    }

    // RFC 4702 §3.1: a client that sends option 81 means it in place of option 12.
    private static string? HostnameOf(in Dhcp4Message message, Span<byte> scratch)
    {
        if (message.TryGet(OptionCode.ClientFqdn, ref scratch, out ReadOnlySpan<byte> option)
            && ClientFqdn.TryRead(option, out ClientFqdn fqdn)
            && HostName.FromClient(fqdn.FirstLabel) is { } name) return name;
        return message.TryGet(OptionCode.HostName, ref scratch, out ReadOnlySpan<byte> hostname) ? HostName.FromClient(hostname) : null;
    }

    private static string? VendorClassOf(in Dhcp4Message message, Span<byte> scratch)
    {
        if (message.Type != MessageType.Request || !message.TryGet(OptionCode.VendorClass, ref scratch, out ReadOnlySpan<byte> bytes)) return null;
        // Shown to operators and written to logs, so nothing but what can be printed.
        bytes = bytes[..Math.Min(bytes.Length, VendorClassLengthMax)];
        return bytes.IsEmpty || bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? null : Encoding.ASCII.GetString(bytes);
    }
}

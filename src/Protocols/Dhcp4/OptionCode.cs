namespace Polymasq.Protocols.Dhcp4;

/// <summary>The options that the protocol itself reads or writes. Everything else goes by number; names are in <see cref="Options.OptionTable"/>.</summary>
public enum OptionCode : byte
{
    Pad = 0,
    SubnetMask = 1,
    Router = 3,
    DnsServer = 6,
    HostName = 12,
    DomainName = 15,
    Broadcast = 28,
    RequestedAddress = 50,
    LeaseTime = 51,
    Overload = 52,
    MessageType = 53,
    ServerIdentifier = 54,
    ParameterRequestList = 55,
    Message = 56,
    MaximumMessageSize = 57,
    RenewalTime = 58,
    RebindingTime = 59,
    VendorClass = 60,
    ClientIdentifier = 61,
    RapidCommit = 80,
    ClientFqdn = 81,
    RelayAgentInformation = 82,
    SubnetSelection = 118,
    ClasslessStaticRoute = 121,
    End = 255,
}

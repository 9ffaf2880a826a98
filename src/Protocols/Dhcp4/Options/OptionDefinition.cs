namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>An option's number, its name in the configuration (dnsmasq's where dnsmasq has one) and the kind of its value.</summary>
public sealed record OptionDefinition(OptionCode Code, string Name, OptionKind Kind);

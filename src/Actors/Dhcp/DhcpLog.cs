using Microsoft.Extensions.Logging;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>One line for each message and each answer, written only if asked for (log.dhcp), in dnsmasq's form; and what is served.</summary>
internal static partial class DhcpLog
{
    /// <summary>A message about an address, from the client or to it.</summary>
    [LoggerMessage(1600, LogLevel.Information, "DHCP{Type}({Interface}) {Address} {Client}")]
    public static partial void Message(ILogger log, string type, string @interface, Ipv4Address address, HardwareAddress client);

    /// <summary>A client's message that names no address.</summary>
    [LoggerMessage(1601, LogLevel.Information, "DHCP{Type}({Interface}) {Client}")]
    public static partial void MessageWithoutAddress(ILogger log, string type, string @interface, HardwareAddress client);

    /// <summary>An address was offered to, or acknowledged for, a client that has a name.</summary>
    [LoggerMessage(1602, LogLevel.Information, "DHCP{Type}({Interface}) {Address} {Client} {Hostname}")]
    public static partial void NamedMessage(ILogger log, string type, string @interface, Ipv4Address address, HardwareAddress client, string hostname);

    /// <summary>The client may not have the address it wants; it starts over at once.</summary>
    [LoggerMessage(1603, LogLevel.Information, "DHCPNAK({Interface}) {Address} {Client} {Reason}")]
    public static partial void Refused(ILogger log, string @interface, Ipv4Address address, HardwareAddress client, string reason);

    /// <summary>The client gets no answer, for the reason given.</summary>
    [LoggerMessage(1604, LogLevel.Information, "DHCP{Type}({Interface}) {Address} {Client} not answered: {Reason}")]
    public static partial void NotAnswered(ILogger log, string type, string @interface, Ipv4Address address, HardwareAddress client, string reason);

    /// <summary>An address that is free by our books is in use; nobody gets it for a while. Look for a host with a fixed address.</summary>
    [LoggerMessage(1605, LogLevel.Information, "DHCPOFFER({Interface}) {Address} {Client} not made: the address is in use by {Holder}")]
    public static partial void Conflict(ILogger log, string @interface, Ipv4Address address, HardwareAddress client, string holder);

    /// <summary>Clients on the interface are answered from now on.</summary>
    [LoggerMessage(1610, LogLevel.Information, "DHCP is served on {Interface}: {Subnets}")]
    public static partial void Serving(ILogger log, string @interface, string subnets);

    /// <summary>The interface is gone, has no address any more, or is not configured any more.</summary>
    [LoggerMessage(1611, LogLevel.Information, "DHCP is no longer served on {Interface}")]
    public static partial void ServedNoMore(ILogger log, string @interface);

    /// <summary>Port 67 of the interface could not be opened; it is tried again every two seconds.</summary>
    [LoggerMessage(1612, LogLevel.Error, "DHCP is not served on {Interface}: udp 0.0.0.0:67 {Trouble}")]
    public static partial void NotServed(ILogger log, string @interface, string trouble);
}

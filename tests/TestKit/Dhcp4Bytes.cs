using System.Buffers.Binary;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.TestKit;

/// <summary>
/// A DHCPv4 message put together by hand, byte by byte and without the product's writer, so that one can't hide the other's
/// mistakes. Broken ones too.
/// </summary>
public sealed record Dhcp4Bytes
{
    public byte Op { get; init; } = 1;

    public string Mac { get; init; } = "02:00:00:00:00:01";

    public uint Xid { get; init; } = 0x11223344;

    public ushort Flags { get; init; }

    public string Ciaddr { get; init; } = "0.0.0.0";

    public string Giaddr { get; init; } = "0.0.0.0";

    /// <summary>What stands in the sname field, at most 64 bytes.</summary>
    public byte[] ServerName { get; init; } = [];

    /// <summary>What stands in the file field, at most 128 bytes.</summary>
    public byte[] File { get; init; } = [];

    /// <summary>What follows the magic cookie.</summary>
    public byte[] Options { get; init; } = [];

    public static Dhcp4Bytes Of(MessageType type) => new Dhcp4Bytes().With(OptionCode.MessageType, (byte)type);

    /// <summary>Adds an option; its length is that of the data.</summary>
    public Dhcp4Bytes With(OptionCode code, params byte[] data) => WithRaw([(byte)code, (byte)data.Length, .. data]);

    public Dhcp4Bytes With(OptionCode code, string address)
    {
        byte[] wire = new byte[Ipv4Address.Size];
        Ipv4Address.Parse(address).Write(wire);
        return With(code, wire);
    }

    /// <summary>Adds bytes as they are.</summary>
    public Dhcp4Bytes WithRaw(params byte[] bytes) => this with { Options = [.. Options, .. bytes] };

    /// <param name="end">Whether an end option follows the last one.</param>
    public byte[] ToArray(bool end = true)
    {
        byte[] message = new byte[240 + Options.Length + (end ? 1 : 0)];
        if (!HardwareAddress.TryParse(Mac, out HardwareAddress chaddr)) throw new FormatException(Mac);
        message[0] = Op;
        message[1] = chaddr.Type;
        message[2] = chaddr.Length;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Xid);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), Flags);
        Ipv4Address.Parse(Ciaddr).Write(message.AsSpan(12));
        Ipv4Address.Parse(Giaddr).Write(message.AsSpan(24));
        chaddr.Write(message.AsSpan(28));
        ServerName.CopyTo(message, 44);
        File.CopyTo(message, 108);
        new byte[] { 99, 130, 83, 99 }.CopyTo(message, 236); // RFC 2131 §3
        Options.CopyTo(message, 240);
        if (end) message[^1] = 255;
        return message;
    }
}

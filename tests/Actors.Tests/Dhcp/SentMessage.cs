using System.Text;
using Polymasq.Actors.Dhcp;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>What left through the port.</summary>
internal sealed record SentMessage(Dhcp4Destination Destination, byte[] Bytes)
{
    public MessageType Type => Read().Type;
    public string Yiaddr => Read().Yiaddr.ToString();
    public string Ciaddr => Read().Ciaddr.ToString();
    public uint Xid => Read().Xid;
    public ushort Flags => Read().Flags;
    public string ServerIdentifier => Address(OptionCode.ServerIdentifier);

    /// <summary>The option numbers as they stand.</summary>
    public byte[] Codes
    {
        get
        {
            List<byte> codes = [];
            Dhcp4OptionReader reader = Read().Options;
            while (reader.Read()) codes.Add((byte)reader.Code);
            return [.. codes];
        }
    }

    public bool Has(OptionCode code) => Read().Has(code);

    public byte[] Option(OptionCode code)
    {
        Span<byte> scratch = new byte[Bytes.Length];
        return Read().TryGet(code, ref scratch, out ReadOnlySpan<byte> value) ? value.ToArray() : throw new InvalidOperationException($"no option {code}");
    }

    public uint Seconds(OptionCode code) => Ipv4Address.Read(Option(code)).Value;
    public string Text(OptionCode code) => Encoding.ASCII.GetString(Option(code));
    public string Address(OptionCode code) => Ipv4Address.Read(Option(code)).ToString();

    private Dhcp4Message Read()
    {
        Assert.Equal(Dhcp4ReadStatus.Ok, Dhcp4Message.Read(Bytes, out Dhcp4Message message));
        Assert.False(message.IsRequest);
        return message;
    }
}

using System.Text;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Tests.Dhcp4;

public sealed class ClientNameTests
{
    // RFC 1123 §2.1: letters, digits and '-', not at the ends; RFC 1035 §2.3.4: at most 63.
    [Theory]
    [InlineData("laptop", "laptop")]
    [InlineData("Laptop-2", "Laptop-2")]
    [InlineData("laptop.evil.example", "laptop")]
    [InlineData("laptop\0", "laptop")]
    [InlineData("Ann's phone", "Ann-s-phone")]
    [InlineData("__a__b__", "a-b")]
    [InlineData("-", null)]
    [InlineData("", null)]
    [InlineData("..", null)]
    [InlineData("\u00ff\u00fe", null)]
    public void A_clients_name_becomes_a_host_name(string said, string? expected) =>
        Assert.Equal(expected, HostName.FromClient(Encoding.Latin1.GetBytes(said)));

    [Fact]
    public void A_long_name_is_cut_to_one_label() => Assert.Equal(63, HostName.FromClient(new byte[300].Select(_ => (byte)'x').ToArray())!.Length);

    // RFC 4702 §2: flags, two result codes, then the name; E says that it is in DNS form.
    [Theory]
    [InlineData("00 00 00 68 6f 73 74", "host")]
    [InlineData("01 00 00 68 6f 73 74 2e 61", "host")]
    [InlineData("05 00 00 04 68 6f 73 74 01 61 00", "host")]
    [InlineData("05 00 00 04 68 6f 73 74", "host")]
    [InlineData("05 00 00 05 68 6f 73 74", "")]
    [InlineData("05 00 00 c0 03", "")]
    [InlineData("05 00 00 00", "")]
    [InlineData("05 00 00", "")]
    public void The_first_label_of_a_client_FQDN_is_found(string option, string expected)
    {
        Assert.True(ClientFqdn.TryRead(Bytes(option), out ClientFqdn fqdn));
        Assert.Equal(expected, Encoding.ASCII.GetString(fqdn.FirstLabel));
    }

    [Fact]
    public void A_client_FQDN_without_its_flags_is_none() => Assert.False(ClientFqdn.TryRead([0, 0], out _));

    // RFC 4702 §4: S says that the server updates A; O that it is not what the client proposed. N never goes with S.
    [Theory]
    [InlineData("00 00 00 68", "03 ff ff 68 6f 73 74 2e 6c 61 62")]
    [InlineData("01 00 00 68", "01 ff ff 68 6f 73 74 2e 6c 61 62")]
    [InlineData("04 00 00 01 68 00", "07 ff ff 04 68 6f 73 74 03 6c 61 62 00")]
    [InlineData("0c 00 00 01 68 00", "07 ff ff 04 68 6f 73 74 03 6c 61 62 00")]
    public void The_answer_says_that_the_server_updates_DNS(string asked, string expected)
    {
        Assert.True(ClientFqdn.TryRead(Bytes(asked), out ClientFqdn fqdn));
        byte[] reply = new byte[ClientFqdn.ReplyLengthMax];
        Assert.True(fqdn.TryWriteReply("host.lab", reply, out int length));
        Assert.Equal(Bytes(expected), reply[..length]);
    }

    // RFC 4702 §2.3.1: a partial name is not terminated.
    [Fact]
    public void A_name_without_a_domain_is_partial()
    {
        Assert.True(ClientFqdn.TryRead(Bytes("05 00 00 01 68"), out ClientFqdn fqdn));
        byte[] reply = new byte[ClientFqdn.ReplyLengthMax];
        Assert.True(fqdn.TryWriteReply("host", reply, out int length));
        Assert.Equal(Bytes("05 ff ff 04 68 6f 73 74"), reply[..length]);
    }

    [Theory]
    [InlineData("host..lab")]
    [InlineData("host.")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.lab")]
    public void What_is_no_domain_name_is_not_told(string name)
    {
        Assert.True(ClientFqdn.TryRead(Bytes("05 00 00"), out ClientFqdn fqdn));
        Assert.False(fqdn.TryWriteReply(name, new byte[ClientFqdn.ReplyLengthMax], out _));
    }

    // RFC 3527 §3, RFC 5107 §4.
    [Theory]
    [InlineData("05 04 0a 00 00 00", "10.0.0.0")]
    [InlineData("01 02 aa bb 05 04 0a 00 00 00", "10.0.0.0")]
    [InlineData("05 03 0a 00 00", null)]
    [InlineData("01 09 aa 05 04 0a 00 00 00", null)]
    [InlineData("05 04 00 00 00 00", null)]
    [InlineData("05", null)]
    public void The_relays_link_selection_is_found(string option, string? expected) =>
        Assert.Equal(expected, RelayAgentInformation.TryGetLinkSelection(Bytes(option), out Ipv4Address link) ? link.ToString() : null);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class HostTextTests
{
    private static readonly string[] Pieces =
        ["a", "B", "www", ".", "..", "-", "_", "*", " ", "\t", "\0", "é", "\x7f", new string('x', 62), new string('y', 63), new string('z', 64), string.Concat(Enumerable.Repeat("w.", 60))];

    // Without escapes, a name in a file is what it is in the configuration.
    [Fact]
    public void Names_are_read_as_elsewhere() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
            bool isName = HostText.TryParseName(Encoding.UTF8.GetBytes(text), wire, out int length);
            byte[]? expected = text is "." or "" ? null : DnsNameText.ToLowerWire(text);
            return isName == expected is not null && (!isName || wire[..length].SequenceEqual(expected));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::", "::")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("2001:0db8:0000:0000:0000:ffff:192.000.002.001", null)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("1", null)]
    [InlineData("0x7f.1", null)]
    [InlineData("[::1]", null)]
    [InlineData("fe80::1%lo", null)]
    [InlineData("::1/128", null)]
    [InlineData("", null)]
    [InlineData("::é", null)]
    [InlineData("1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa", null)]
    public void Addresses_are_taken_in_their_plain_forms(string text, string? address)
    {
        bool isAddress = HostText.TryParseAddress(Encoding.UTF8.GetBytes(text), out AddressKey key);
        Assert.Equal(address, isAddress ? key.ToString() : null);
    }
}

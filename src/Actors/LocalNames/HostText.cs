using System.Net;
using System.Net.Sockets;
using System.Text;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>Names and addresses as hosts files and blocklists have them: octets of a file, without escapes.</summary>
internal static class HostText
{
    private const int AddressLengthMax = 45; // an IPv6 address whose end is written as an IPv4 one

    /// <summary>What divides words.</summary>
    public static ReadOnlySpan<byte> Blanks => " \t\r\v\f"u8;

    /// <summary>
    /// Writes a name in lower case. A final dot makes no difference. False for the root, an empty or too long label or name, and
    /// for octets outside printable ASCII.
    /// </summary>
    /// <param name="text">The name.</param>
    /// <param name="wire">At least <see cref="DnsName.WireLengthMax"/> octets.</param>
    /// <param name="length">Octets written.</param>
    public static bool TryParseName(ReadOnlySpan<byte> text, Span<byte> wire, out int length)
    {
        length = 0;
        if (!text.IsEmpty && text[^1] == '.') text = text[..^1];
        if (text.IsEmpty || text.Length + 2 > DnsName.WireLengthMax) return false;
        for (int labelStart = 0; labelStart <= text.Length;)
        {
            ReadOnlySpan<byte> label = text[labelStart..];
            int dot = label.IndexOf((byte)'.');
            if (dot >= 0) label = label[..dot];
            if (label.Length is 0 or > DnsName.LabelLengthMax || label.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e) || label.Contains((byte)'\\')) return false;
            wire[labelStart] = (byte)label.Length;
            label.CopyTo(wire[(labelStart + 1)..]);
            labelStart += label.Length + 1;
        }

        wire[text.Length + 1] = 0;
        length = text.Length + 2;
        WireName.ToLower(wire[..length]);
        return true;
    }

    // Only the plain forms: IPAddress also takes "1", "0x7f.1", brackets and interface names.
    public static bool TryParseAddress(ReadOnlySpan<byte> text, out AddressKey address)
    {
        address = default;
        if (text.Length > AddressLengthMax) return false;
        Span<char> characters = stackalloc char[AddressLengthMax];
        characters = characters[..Encoding.Latin1.GetChars(text, characters)];
        if (Ipv4Address.TryParse(characters, out Ipv4Address ipv4))
        {
            address = AddressKey.Ipv4(ipv4.Value);
            return true;
        }

        bool isPlain = characters.Contains(':') && !characters.ContainsAny("[]%/");
        if (!isPlain || !IPAddress.TryParse(characters, out IPAddress? ipv6) || ipv6.AddressFamily != AddressFamily.InterNetworkV6) return false;
        Span<byte> octets = stackalloc byte[AddressKey.Ipv6Length];
        ipv6.TryWriteBytes(octets, out _);
        address = AddressKey.Of(octets);
        return true;
    }

    /// <summary>Takes the next word; empty when there is none left.</summary>
    public static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(Blanks);
        int end = text.IndexOfAny(Blanks);
        ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word;
    }
}

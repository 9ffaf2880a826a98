using System.Net;
using System.Net.Sockets;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Goes through the text of a hosts file: an address, names, a comment behind # (hosts(5)). Lines that cannot be understood are
/// counted and passed over.
/// </summary>
internal ref struct HostsReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>The line of the current entry, from 1.</summary>
    public int Line { get; private set; }

    public AddressKey Address { get; private set; }

    /// <summary>What follows the address: names, divided by blanks.</summary>
    public ReadOnlySpan<char> Names { get; private set; }

    public int BadLines { get; private set; }

    /// <summary>The number of the first line that was not understood; 0 when all were.</summary>
    public int FirstBadLine { get; private set; }

    /// <summary>Goes on to the next line with an address and at least one name.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            ReadOnlySpan<char> line = TakeLine();
            ReadOnlySpan<char> addressText = TakeToken(ref line);
            if (addressText.IsEmpty) continue;
            Names = line.Trim(Blanks);
            if (!Names.IsEmpty && TryParseAddress(addressText, out AddressKey address))
            {
                Address = address;
                return true;
            }

            CountBadLine();
        }

        return false;
    }

    /// <summary>Takes the next name of the current line. False when there is none left.</summary>
    public bool TryTakeName(out ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> names = Names;
        name = TakeToken(ref names);
        Names = names;
        return !name.IsEmpty;
    }

    /// <summary>For what only the taker of names can see: one of them is none.</summary>
    public void CountBadLine()
    {
        BadLines++;
        if (FirstBadLine == 0) FirstBadLine = Line;
    }

    private static ReadOnlySpan<char> Blanks => " \t\r\v\f";

    private ReadOnlySpan<char> TakeLine()
    {
        Line++;
        int end = _rest.IndexOf('\n');
        ReadOnlySpan<char> line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        int comment = line.IndexOf('#');
        return comment < 0 ? line : line[..comment];
    }

    private static ReadOnlySpan<char> TakeToken(scoped ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart(Blanks);
        int end = text.IndexOfAny(Blanks);
        ReadOnlySpan<char> token = end < 0 ? text : text[..end];
        text = text[token.Length..];
        return token;
    }

    // Only the plain forms: IPAddress also takes "1", "0x7f.1", brackets and interface names.
    private static bool TryParseAddress(ReadOnlySpan<char> text, out AddressKey address)
    {
        address = default;
        if (Ipv4Address.TryParse(text, out Ipv4Address ipv4))
        {
            address = AddressKey.Ipv4(ipv4.Value);
            return true;
        }

        bool isPlain = text.Contains(':') && !text.ContainsAny("[]%/");
        if (!isPlain || !IPAddress.TryParse(text, out IPAddress? ipv6) || ipv6.AddressFamily != AddressFamily.InterNetworkV6) return false;
        address = AddressKey.Of(ipv6.GetAddressBytes());
        return true;
    }
}

using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>
/// Names made of addresses (dnsmasq's <c>synth-domain</c>): PREFIX with the address, dots and colons as dashes, or with its number
/// in the range, below a domain; and back.
/// </summary>
/// <param name="Domain">As octets in lower case.</param>
/// <param name="First">The first address, 4 or 16 octets.</param>
/// <param name="Last">The last address of the same family.</param>
/// <param name="Prefix">Before the address, in lower case; may be empty.</param>
/// <param name="IsNumbered">The name has the place in the range, from 0, instead of the address.</param>
public sealed record SynthDomain(ImmutableArray<byte> Domain, ImmutableArray<byte> First, ImmutableArray<byte> Last, string Prefix, bool IsNumbered)
{
    private const int TextLengthMax = 64;

    private static readonly SearchValues<char> AddressLetters = SearchValues.Create("0123456789abcdef-");

    private AddressKey FirstKey => AddressKey.Of(First.AsSpan());

    private AddressKey LastKey => AddressKey.Of(Last.AsSpan());

    /// <summary>The address a name stands for.</summary>
    /// <param name="name">In lower case.</param>
    /// <param name="address">4 or 16 octets.</param>
    internal bool TryReadName(ReadOnlySpan<byte> name, Span<byte> address, out int length)
    {
        length = First.Length;
        if (!WireName.Parent(name).SequenceEqual(Domain.AsSpan())) return false;
        Span<char> label = stackalloc char[DnsName.LabelLengthMax];
        int labelLength = Encoding.ASCII.GetChars(name.Slice(1, name[0]), label);
        ReadOnlySpan<char> text = label[..labelLength];
        if (!text.StartsWith(Prefix)) return false;
        if (!TryReadKey(text[Prefix.Length..], out AddressKey key) || key.Value < FirstKey.Value || key.Value > LastKey.Value) return false;
        key.Write(address);
        return true;
    }

    /// <summary>Writes the name of an address, if it is in the range.</summary>
    internal bool TryWriteName(AddressKey address, Span<byte> name, out int length)
    {
        length = 0;
        if (address.Value < FirstKey.Value || address.Value > LastKey.Value) return false;
        Span<char> text = stackalloc char[TextLengthMax];
        if (!TryWriteText(address, text, out int textLength)) return false;
        int labelLength = Prefix.Length + textLength;
        if (labelLength > DnsName.LabelLengthMax || 1 + labelLength + Domain.Length > name.Length) return false;
        name[0] = (byte)labelLength;
        Encoding.ASCII.GetBytes(Prefix, name[1..]);
        Encoding.ASCII.GetBytes(text[..textLength], name[(1 + Prefix.Length)..]);
        Domain.AsSpan().CopyTo(name[(1 + labelLength)..]);
        length = 1 + labelLength + Domain.Length;
        return true;
    }

    private bool TryReadKey(ReadOnlySpan<char> text, out AddressKey key)
    {
        key = default;
        if (IsNumbered)
        {
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) return false;
            key = new AddressKey(FirstKey.Value + number);
            return true;
        }

        bool isIpv4 = First.Length == AddressKey.Ipv4Length;
        Span<char> dotted = stackalloc char[TextLengthMax];
        if (text.Length > dotted.Length || text.ContainsAnyExcept(AddressLetters)) return false;
        text.Replace(dotted, '-', isIpv4 ? '.' : ':');
        AddressFamily family = isIpv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        if (!IPAddress.TryParse(dotted[..text.Length], out IPAddress? address) || address.AddressFamily != family) return false;
        Span<byte> octets = stackalloc byte[AddressKey.Ipv6Length];
        address.TryWriteBytes(octets, out int length);
        key = AddressKey.Of(octets[..length]);
        // IPv6 in any spelling: dnsmasq's own, which is the shortest, may stand in bookmarks. IPv4 has but one, and 010 is not 8.
        return !isIpv4 || (TryWriteText(key, dotted, out int written) && text.SequenceEqual(dotted[..written]));
    }

    private bool TryWriteText(AddressKey address, Span<char> text, out int length)
    {
        if (IsNumbered) return (address.Value - FirstKey.Value).TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        Span<byte> octets = stackalloc byte[AddressKey.Ipv6Length];
        int octetCount = address.Write(octets);
        if (octetCount == AddressKey.Ipv4Length)
        {
            if (!new IPAddress(octets[..octetCount]).TryFormat(text, out length)) return false;
        }
        else
        {
            WriteGroups(octets, text, out length);
        }

        text[..length].Replace('.', '-');
        text[..length].Replace(':', '-');
        return true;
    }

    // All eight groups, written out: a label must not begin or end with a dash, as the short form of ::1 would.
    private static void WriteGroups(ReadOnlySpan<byte> octets, Span<char> text, out int length)
    {
        length = 0;
        for (int at = 0; at < octets.Length; at += 2)
        {
            if (at > 0) text[length++] = ':';
            int group = (octets[at] << 8) | octets[at + 1];
            group.TryFormat(text[length..], out int written, "x4", CultureInfo.InvariantCulture);
            length += written;
        }
    }
}

using System.Text;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>The client FQDN option, 81 (RFC 4702 §2): who updates DNS, and the client's name.</summary>
public readonly ref struct ClientFqdn
{
    /// <summary>Characters of a name that still fits DNS form.</summary>
    public const int NameLengthMax = 253;

    private const int LabelLengthMax = 63;

    /// <summary>Bytes: the flags, and a name in DNS form.</summary>
    public const int ReplyLengthMax = NameOffset + 255;

    //  0: flags(1) MBZ.... N E O S   1: RCODE1(1)   2: RCODE2(1)   3: domain name
    private const int NameOffset = 3;
    private const byte ServerUpdates = 0x01, Overridden = 0x02, WireEncoded = 0x04;
    private const byte DeprecatedRcode = 255; // RFC 4702 §2.2: servers set both to 255

    private readonly byte _flags;
    private readonly ReadOnlySpan<byte> _name;

    private ClientFqdn(byte flags, ReadOnlySpan<byte> name)
    {
        _flags = flags;
        _name = name;
    }

    /// <summary>The first label of the name; empty if there is none or the name is broken.</summary>
    public ReadOnlySpan<byte> FirstLabel
    {
        get
        {
            if (_name.IsEmpty) return default;
            if ((_flags & WireEncoded) == 0) return _name[..(_name.IndexOf((byte)'.') is var dot and >= 0 ? dot : _name.Length)];
            return _name[0] is > 0 and <= 63 && _name.Length > _name[0] ? _name.Slice(1, _name[0]) : default;
        }
    }

    /// <summary>False if the option is too short to hold its flags.</summary>
    public static bool TryRead(ReadOnlySpan<byte> option, out ClientFqdn fqdn)
    {
        fqdn = default;
        if (option.Length < NameOffset) return false;
        fqdn = new ClientFqdn(option[0], option[NameOffset..]);
        return true;
    }

    /// <summary>
    /// Writes the answer to this option: the server enters the name into DNS whatever the client proposed (S, and O if that is
    /// not what the client said, RFC 4702 §4), in the encoding of the client.
    /// </summary>
    /// <param name="name">Labels separated by dots, ASCII.</param>
    /// <param name="destination">At least <see cref="ReplyLengthMax"/> bytes.</param>
    /// <param name="length">The length of the option's value.</param>
    /// <returns>False, with nothing of use written, if the name is no domain name: an empty or too long label, or too long in all.</returns>
    public bool TryWriteReply(ReadOnlySpan<char> name, Span<byte> destination, out int length)
    {
        bool isOverridden = (_flags & ServerUpdates) == 0;
        destination[0] = (byte)(ServerUpdates | (isOverridden ? Overridden : 0) | (_flags & WireEncoded));
        destination[1] = destination[2] = DeprecatedRcode;
        length = NameOffset;
        if (name.Length > NameLengthMax) return false;

        bool isWire = (_flags & WireEncoded) != 0;
        foreach (Range part in name.Split('.'))
        {
            ReadOnlySpan<char> label = name[part];
            if (label.Length is 0 or > LabelLengthMax) return false;
            if (isWire) destination[length++] = (byte)label.Length;
            else if (length > NameOffset) destination[length++] = (byte)'.';
            length += Encoding.ASCII.GetBytes(label, destination[length..]);
        }

        // RFC 4702 §2.3.1: a name without a domain is partial and has no root's zero.
        if (isWire && name.Contains('.')) destination[length++] = 0;
        return true;
    }
}

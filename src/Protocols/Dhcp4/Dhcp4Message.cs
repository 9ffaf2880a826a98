using System.Buffers.Binary;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>
/// A DHCPv4 message, read in place (RFC 2131 §2). <see cref="Read"/> checks the whole of it once; afterwards nothing can fail
/// and nothing reaches past the end. Valid as long as the bytes are.
/// </summary>
public readonly ref struct Dhcp4Message
{
    // RFC 2132 §9: options the server acts upon; a wrong length there is a broken message, not a value to guess at.
    private static readonly (OptionCode Code, int Length)[] FixedLengths =
    [
        (OptionCode.RequestedAddress, 4), (OptionCode.LeaseTime, 4), (OptionCode.MessageType, 1),
        (OptionCode.ServerIdentifier, 4), (OptionCode.MaximumMessageSize, 2),
    ];

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly OptionOverload _overload;

    private Dhcp4Message(ReadOnlySpan<byte> bytes, OptionOverload overload, MessageType type)
    {
        _bytes = bytes;
        _overload = overload;
        Type = type;
    }

    public MessageType Type { get; }

    /// <summary>True for what clients send (op 1), false for what servers send (op 2).</summary>
    public bool IsRequest => _bytes[Dhcp4Layout.Op] == Dhcp4Layout.BootRequest;

    public byte Hops => _bytes[Dhcp4Layout.Hops];

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_bytes[Dhcp4Layout.Xid..]);

    public ushort Secs => BinaryPrimitives.ReadUInt16BigEndian(_bytes[Dhcp4Layout.Secs..]);

    public ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(_bytes[Dhcp4Layout.Flags..]);

    public Ipv4Address Ciaddr => Ipv4Address.Read(_bytes[Dhcp4Layout.Ciaddr..]);

    public Ipv4Address Yiaddr => Ipv4Address.Read(_bytes[Dhcp4Layout.Yiaddr..]);

    public Ipv4Address Siaddr => Ipv4Address.Read(_bytes[Dhcp4Layout.Siaddr..]);

    public Ipv4Address Giaddr => Ipv4Address.Read(_bytes[Dhcp4Layout.Giaddr..]);

    /// <summary>htype, and the hlen bytes of chaddr.</summary>
    public HardwareAddress Chaddr =>
        new(_bytes[Dhcp4Layout.HardwareType], _bytes.Slice(Dhcp4Layout.Chaddr, _bytes[Dhcp4Layout.HardwareLength]));

    /// <summary>The boot file name's field; options if they were overloaded into it, and then empty here.</summary>
    public ReadOnlySpan<byte> File => TextField(Dhcp4Layout.File, Dhcp4Layout.FileLength, OptionOverload.File);

    /// <summary>The server name's field; options if they were overloaded into it, and then empty here.</summary>
    public ReadOnlySpan<byte> ServerName => TextField(Dhcp4Layout.ServerName, Dhcp4Layout.ServerNameLength, OptionOverload.ServerName);

    /// <summary>The pieces of all options as they stand.</summary>
    public Dhcp4OptionReader Options => new(_bytes, _overload);

    /// <summary>Checks a whole message. <paramref name="message"/> is usable only after <see cref="Dhcp4ReadStatus.Ok"/>.</summary>
    public static Dhcp4ReadStatus Read(ReadOnlySpan<byte> bytes, out Dhcp4Message message)
    {
        message = default;
        if (bytes.Length < Dhcp4Layout.Options) return Dhcp4ReadStatus.TooShort;
        if (bytes[Dhcp4Layout.Op] is not (Dhcp4Layout.BootRequest or Dhcp4Layout.BootReply)) return Dhcp4ReadStatus.BadOp;
        if (bytes[Dhcp4Layout.HardwareLength] > HardwareAddress.LengthMax) return Dhcp4ReadStatus.BadHardwareLength;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[Dhcp4Layout.Cookie..]) != Dhcp4Layout.MagicCookie) return Dhcp4ReadStatus.BadCookie;

        Dhcp4ReadStatus status = ReadOverload(bytes, out OptionOverload overload);
        if (status != Dhcp4ReadStatus.Ok) return status;
        Dhcp4Message read = new(bytes, overload, default);
        status = read.CheckOptions();
        if (status != Dhcp4ReadStatus.Ok) return status;

        if (!read.TryGetByte(OptionCode.MessageType, out byte type)) return Dhcp4ReadStatus.NoMessageType;
        if (type is < (byte)MessageType.Discover or > (byte)MessageType.Inform) return Dhcp4ReadStatus.BadMessageType;
        message = new Dhcp4Message(bytes, overload, (MessageType)type);
        return Dhcp4ReadStatus.Ok;
    }

    /// <summary>
    /// An option's whole value (RFC 3396: all pieces joined); false if it is absent. One piece is a view of the message; several
    /// are joined in <paramref name="scratch"/>, from which what was used is cut off. A scratch as long as the message is always
    /// enough for one look at every option; what does not fit counts as absent.
    /// </summary>
    public bool TryGet(OptionCode code, ref Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        bool found = TryGetFirst(code, out value, out int pieces);
        if (pieces < 2) return found;
        int joined = Gather(code, scratch);
        if (joined > scratch.Length)
        {
            value = default;
            return false;
        }

        value = scratch[..joined];
        scratch = scratch[joined..];
        return true;
    }

    /// <summary>True if the option is there, with whatever value.</summary>
    public bool Has(OptionCode code) => Gather(code, default) >= 0;

    /// <summary>The value of a one-byte option; false if it is absent or of another length.</summary>
    public bool TryGetByte(OptionCode code, out byte value)
    {
        Span<byte> bytes = stackalloc byte[1];
        bool found = Gather(code, bytes) == 1;
        value = bytes[0];
        return found;
    }

    /// <summary>The value of a two-byte option; false if it is absent or of another length.</summary>
    public bool TryGetUInt16(OptionCode code, out ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        bool found = Gather(code, bytes) == 2;
        value = found ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : default;
        return found;
    }

    /// <summary>The value of a four-byte option; false if it is absent or of another length.</summary>
    public bool TryGetUInt32(OptionCode code, out uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        bool found = Gather(code, bytes) == 4;
        value = found ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : default;
        return found;
    }

    /// <summary>The value of an option that is one address; false if it is absent or of another length.</summary>
    public bool TryGetAddress(OptionCode code, out Ipv4Address value)
    {
        bool found = TryGetUInt32(code, out uint bits);
        value = new Ipv4Address(bits);
        return found;
    }

    // RFC 2132 §9.3: option 52 is meaningful in the options field only.
    private static Dhcp4ReadStatus ReadOverload(ReadOnlySpan<byte> bytes, out OptionOverload overload)
    {
        overload = OptionOverload.None;
        Dhcp4OptionReader reader = new(bytes, OptionOverload.None);
        while (reader.Read())
        {
            if (reader.Code != OptionCode.Overload) continue;
            if (overload != OptionOverload.None || reader.Data.Length != 1 || reader.Data[0] is < 1 or > 3) return Dhcp4ReadStatus.BadOverload;
            overload = (OptionOverload)reader.Data[0];
        }

        return reader.IsPastEnd ? Dhcp4ReadStatus.OptionPastEnd : Dhcp4ReadStatus.Ok;
    }

    private Dhcp4ReadStatus CheckOptions()
    {
        // One pass, whatever the options are: a message of a thousand tiny ones must not cost more than another.
        Span<ushort> lengths = stackalloc ushort[256]; // by code: joined length + 1, 0 for absent
        lengths.Clear();
        Dhcp4OptionReader reader = Options;
        while (reader.Read())
        {
            ref ushort length = ref lengths[(int)reader.Code];
            length = (ushort)(Math.Max(length, (ushort)1) + reader.Data.Length);
        }

        if (reader.IsPastEnd) return Dhcp4ReadStatus.OptionPastEnd;
        foreach ((OptionCode code, int expected) in FixedLengths)
            if (lengths[(int)code] != 0 && lengths[(int)code] != expected + 1) return Dhcp4ReadStatus.BadOptionLength;
        return Dhcp4ReadStatus.Ok;
    }

    private bool TryGetFirst(OptionCode code, out ReadOnlySpan<byte> piece, out int pieces)
    {
        Dhcp4OptionReader reader = Options;
        piece = default;
        pieces = 0;
        while (reader.Read())
            if (reader.Code == code && ++pieces == 1) piece = reader.Data;
        return pieces > 0;
    }

    /// <summary>Joins an option's pieces into <paramref name="destination"/> as far as it reaches; returns the joined length, or -1.</summary>
    private int Gather(OptionCode code, Span<byte> destination)
    {
        Dhcp4OptionReader reader = Options;
        int length = -1;
        while (reader.Read())
        {
            if (reader.Code != code) continue;
            length = Math.Max(length, 0);
            if (length < destination.Length)
                reader.Data[..Math.Min(reader.Data.Length, destination.Length - length)].CopyTo(destination[length..]);
            length += reader.Data.Length;
        }

        return length;
    }

    private ReadOnlySpan<byte> TextField(int offset, int length, OptionOverload overloadedBy)
    {
        if ((_overload & overloadedBy) != 0) return default;
        ReadOnlySpan<byte> field = _bytes.Slice(offset, length);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}

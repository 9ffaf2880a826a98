using System.Buffers.Binary;
using System.Diagnostics;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>
/// Writes one message into the caller's buffer. Options stand in the order in which they are added; those that no longer fit
/// the options field go to file and sname (option overload, RFC 2132 §9.3), those that fit nowhere are refused. The relay's
/// information (option 82) has its room kept from the start and stands last (RFC 3046 §2.2).
/// </summary>
public ref struct Dhcp4MessageWriter
{
    private const int OverloadOptionBytes = 3;
    private const int EndBytes = 1;

    private readonly Span<byte> _message;
    private readonly ReadOnlySpan<byte> _relayInformation;
    private OptionArea _options;
    private OptionArea _file;
    private OptionArea _serverName;

    /// <param name="buffer">At least 300 bytes; what is longer than <paramref name="bytesMax"/> is not touched.</param>
    /// <param name="bytesMax">What the receiver takes, see <see cref="PayloadLimit"/>; 300 to the buffer's length.</param>
    /// <param name="fixedPart">Everything before the options.</param>
    /// <param name="relayInformation">The request's option 82, empty if it had none.</param>
    public Dhcp4MessageWriter(Span<byte> buffer, int bytesMax, in Dhcp4FixedPart fixedPart, ReadOnlySpan<byte> relayInformation)
    {
        Debug.Assert(bytesMax >= Dhcp4Layout.SentBytesMin && bytesMax <= buffer.Length);
        _message = buffer[..bytesMax];
        fixedPart.WriteTo(_message);

        int kept = relayInformation.IsEmpty ? 0 : OptionArea.WireLength(relayInformation.Length);
        int end = bytesMax - EndBytes - OverloadOptionBytes;
        // RFC 3046 §2.2: information that can't be copied is left out, and the response is sent without it.
        RelayInformationDropped = kept > (end - Dhcp4Layout.Options) / 2;
        if (RelayInformationDropped) kept = 0;
        _relayInformation = RelayInformationDropped ? default : relayInformation;

        _options = new OptionArea(Dhcp4Layout.Options, end - kept);
        _file = new OptionArea(Dhcp4Layout.File, Dhcp4Layout.File + Dhcp4Layout.FileLength - EndBytes);
        _serverName = new OptionArea(Dhcp4Layout.ServerName, Dhcp4Layout.ServerName + Dhcp4Layout.ServerNameLength - EndBytes);
    }

    /// <summary>True if option 82 was too long to be echoed: more than half of the room for options.</summary>
    public bool RelayInformationDropped { get; }

    /// <summary>
    /// How long a payload may be for a client that sent option 57 with <paramref name="maximumMessageSize"/> (0 if it sent none):
    /// the option counts IP and UDP headers, and less than 576 is not legal (RFC 2132 §9.10).
    /// </summary>
    /// <param name="maximumMessageSize">Bytes, as on the wire.</param>
    /// <param name="linkBytesMax">The link's MTU, in bytes: we send nothing that must be fragmented.</param>
    public static int PayloadLimit(int maximumMessageSize, int linkBytesMax)
    {
        int datagram = Math.Max(maximumMessageSize, Dhcp4Layout.DatagramBytesMin);
        return Math.Min(datagram, Math.Max(linkBytesMax, Dhcp4Layout.DatagramBytesMin)) - Dhcp4Layout.IpUdpHeaderBytes;
    }

    /// <summary>Adds an option; false, with nothing written, if there is no room left for it.</summary>
    public bool TryAdd(OptionCode code, scoped ReadOnlySpan<byte> value) =>
        _options.TryWrite(_message, code, value) || _file.TryWrite(_message, code, value) || _serverName.TryWrite(_message, code, value);

    /// <inheritdoc cref="TryAdd(OptionCode, ReadOnlySpan{byte})"/>
    public bool TryAdd(OptionCode code, byte value) => TryAdd(code, [value]);

    /// <inheritdoc cref="TryAdd(OptionCode, ReadOnlySpan{byte})"/>
    public bool TryAdd(OptionCode code, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return TryAdd(code, bytes);
    }

    /// <inheritdoc cref="TryAdd(OptionCode, ReadOnlySpan{byte})"/>
    public bool TryAdd(OptionCode code, Ipv4Address value) => TryAdd(code, value.Value);

    /// <summary>Ends the message, padded to 300 bytes; returns its length.</summary>
    public int Finish()
    {
        OptionOverload overload = EndField(_file, OptionOverload.File) | EndField(_serverName, OptionOverload.ServerName);
        int end = _options.Position;
        if (overload != OptionOverload.None)
        {
            _message[end] = (byte)OptionCode.Overload;
            _message[end + 1] = 1;
            _message[end + 2] = (byte)overload;
            end += OverloadOptionBytes;
        }

        if (!_relayInformation.IsEmpty)
        {
            OptionArea last = new(end, _message.Length - EndBytes);
            last.TryWrite(_message, OptionCode.RelayAgentInformation, _relayInformation);
            end = last.Position;
        }

        _message[end++] = (byte)OptionCode.End;
        if (end >= Dhcp4Layout.SentBytesMin) return end;
        _message[end..Dhcp4Layout.SentBytesMin].Clear();
        return Dhcp4Layout.SentBytesMin;
    }

    private readonly OptionOverload EndField(in OptionArea field, OptionOverload bit)
    {
        if (!field.IsUsed) return OptionOverload.None;
        _message[field.Position] = (byte)OptionCode.End;
        return bit;
    }
}

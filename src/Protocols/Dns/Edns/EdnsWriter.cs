using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns.Edns;

/// <summary>Writes OPT records and their options (RFC 6891 §6.1).</summary>
public static class EdnsWriter
{
    /// <summary>Bytes of an OPT record without options.</summary>
    public const int OptLength = 1 + DnsRecord.FixedLength;

    /// <summary>Bytes that an option takes.</summary>
    /// <param name="dataLength">Bytes of its data.</param>
    public static int OptionLength(int dataLength) => EdnsOptionReader.FixedLength + dataLength;

    /// <summary>
    /// Writes an OPT record of version 0 without options at the start of <paramref name="destination"/>, where
    /// <see cref="OptLength"/> bytes must be free, and returns that length.
    /// </summary>
    /// <param name="destination">Where the record goes.</param>
    /// <param name="udpPayloadSize">Bytes that the sender can take.</param>
    /// <param name="rcode">Its upper 8 bits go here, the lower 4 belong into the header.</param>
    /// <param name="dnssecOk">The DO bit, copied from the query to the response (RFC 3225 §3). Other flags stay clear.</param>
    public static int WriteOpt(Span<byte> destination, int udpPayloadSize, Rcode rcode = Rcode.NoError, bool dnssecOk = false)
    {
        destination[0] = 0; // root
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)RecordType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], (ushort)udpPayloadSize);
        destination[5] = (byte)((ushort)rcode >> 4);
        destination[6] = 0; // version
        BinaryPrimitives.WriteUInt16BigEndian(destination[7..], (ushort)(dnssecOk ? EdnsFields.DnssecOkBit : 0));
        BinaryPrimitives.WriteUInt16BigEndian(destination[9..], 0);
        return OptLength;
    }

    /// <summary>
    /// Appends an option behind an OPT record that is the last thing in a message, and lengthens the record. Returns the bytes added,
    /// or 0 when <paramref name="destination"/>, which starts at the record, has no room for them.
    /// </summary>
    public static int AppendOption(Span<byte> destination, EdnsOptionCode code, ReadOnlySpan<byte> data)
    {
        int dataLength = BinaryPrimitives.ReadUInt16BigEndian(destination[9..]);
        int added = EdnsOptionReader.FixedLength + data.Length;
        if (destination.Length - OptLength - dataLength < added) return 0;

        Span<byte> option = destination[(OptLength + dataLength)..];
        BinaryPrimitives.WriteUInt16BigEndian(option, (ushort)code);
        BinaryPrimitives.WriteUInt16BigEndian(option[2..], (ushort)data.Length);
        data.CopyTo(option[EdnsOptionReader.FixedLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[9..], (ushort)(dataLength + added));
        return added;
    }
}

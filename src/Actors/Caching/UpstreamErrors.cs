using System.Buffers.Binary;
using System.Text;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Extended errors (RFC 8914) in replies from upstream, on their way to clients. They are kept as options, ready to be appended to an OPT record, and say
/// whose they are (§3), since to the client they come from us.
/// </summary>
internal static class UpstreamErrors
{
    /// <summary>Bytes of a text that are kept, the server's name included.</summary>
    public const int TextLengthMax = 240;

    /// <summary>Bytes of all that is kept of a reply.</summary>
    public const int LengthMax = CountMax * OptionLengthMax;

    private const int CountMax = 3, OptionHeader = 4, CodeLength = 2;
    private const int OptionLengthMax = OptionHeader + CodeLength + TextLengthMax;

    /// <summary>Copies the errors among the options of a reply.</summary>
    /// <param name="options">Of its OPT record.</param>
    /// <param name="by">Who says so; empty when the errors say it already, having come through another gateway.</param>
    /// <param name="destination">Room for <see cref="LengthMax"/> bytes.</param>
    /// <returns>Bytes.</returns>
    public static int Collect(ReadOnlySpan<byte> options, string by, Span<byte> destination)
    {
        int length = 0, count = 0;
        EdnsOptionReader reader = new(options);
        while (count < CountMax && reader.MoveNext())
        {
            if (reader.Code != EdnsOptionCode.ExtendedError || !ExtendedError.TryRead(reader.Data, out ExtendedError error)) continue;
            length += Write(error, by, destination[length..]);
            count++;
        }

        return length;
    }

    /// <summary>Appends what <see cref="Collect"/> has made behind the OPT record at the start of <paramref name="opt"/>, the last thing of its message.</summary>
    /// <returns>The bytes added; 0 when there is no room.</returns>
    public static int AppendTo(Span<byte> opt, ReadOnlySpan<byte> errors)
    {
        Span<byte> dataLength = opt[(EdnsWriter.OptLength - sizeof(ushort))..];
        int used = BinaryPrimitives.ReadUInt16BigEndian(dataLength);
        if (opt.Length - EdnsWriter.OptLength - used < errors.Length) return 0;
        errors.CopyTo(opt[(EdnsWriter.OptLength + used)..]);
        BinaryPrimitives.WriteUInt16BigEndian(dataLength, (ushort)(used + errors.Length));
        return errors.Length;
    }

    /// <summary>Whether bytes can be what <see cref="Collect"/> has made.</summary>
    public static bool AreSound(ReadOnlySpan<byte> errors)
    {
        EdnsOptionReader reader = new(errors);
        while (reader.MoveNext())
        {
            if (reader.Code != EdnsOptionCode.ExtendedError || reader.Data.Length < CodeLength) return false;
        }

        return !reader.IsCutShort && errors.Length is > 0 and <= LengthMax;
    }

    /// <summary>For people. What would steer their terminals is taken out.</summary>
    public static string Describe(ReadOnlySpan<byte> errors)
    {
        StringBuilder text = new();
        EdnsOptionReader reader = new(errors);
        while (reader.MoveNext())
        {
            if (ExtendedError.TryRead(reader.Data, out ExtendedError error)) text.Append(text.Length > 0 ? "; " : "").Append(error.ToString());
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) text[i] = '?';
        }

        return text.ToString();
    }

    private static int Write(in ExtendedError error, string by, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[TextLengthMax];
        int length = 0;
        if (by.Length is > 0 and < TextLengthMax / 2) length = Encoding.ASCII.GetBytes(by, text);
        if (length > 0 && !error.Text.IsEmpty) length += Copy(": "u8, text[length..]);
        length += Copy(error.Text, text[length..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)EdnsOptionCode.ExtendedError);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(CodeLength + length));
        BinaryPrimitives.WriteUInt16BigEndian(destination[OptionHeader..], (ushort)error.Code);
        text[..length].CopyTo(destination[(OptionHeader + CodeLength)..]);
        return OptionHeader + CodeLength + length;
    }

    // As much as fits, and no half of a character.
    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = Math.Min(text.Length, destination.Length);
        while (length > 0 && length < text.Length && (text[length] & 0xC0) == 0x80) length--;
        text[..length].CopyTo(destination);
        return length;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Polymasq.Protocols.Dns.Edns;

/// <summary>The data of an extended DNS error option: why a response is what it is (RFC 8914 §2).</summary>
/// <remarks>
/// <code>
/// 0 INFO-CODE | 2 EXTRA-TEXT, UTF-8, not terminated
/// </code>
/// </remarks>
public readonly ref struct ExtendedError(ExtendedErrorCode code, ReadOnlySpan<byte> text)
{
    /// <summary>Longest text that is written; more is cut. Keeps error responses small.</summary>
    public const int TextLengthMax = 128;

    private const int FixedLength = 2;

    public ExtendedErrorCode Code { get; } = code;

    /// <summary>UTF-8, for people.</summary>
    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>False when the option's data is too short for a code.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out ExtendedError error)
    {
        bool hasCode = data.Length >= FixedLength;
        error = hasCode ? new ExtendedError((ExtendedErrorCode)BinaryPrimitives.ReadUInt16BigEndian(data), data[FixedLength..]) : default;
        return hasCode;
    }

    /// <summary>
    /// Appends the option behind the OPT record at the start of <paramref name="opt"/>, the last thing of its message: without an OPT
    /// record in the query there is no such option in the response. Returns the bytes added; 0 when there is no room, which costs the
    /// reader nothing but the explanation.
    /// </summary>
    public int AppendTo(Span<byte> opt)
    {
        Span<byte> data = stackalloc byte[FixedLength + TextLengthMax];
        return EdnsWriter.AppendOption(opt, EdnsOptionCode.ExtendedError, data[..Encode(data)]);
    }

    /// <summary>The same for a message whose OPT record <paramref name="writer"/> has just written. False when there is no room.</summary>
    public bool TryAppendTo(ref DnsMessageWriter writer)
    {
        Span<byte> data = stackalloc byte[FixedLength + TextLengthMax];
        return writer.TryAppendOption(EdnsOptionCode.ExtendedError, data[..Encode(data)]);
    }

    public override string ToString() => Text.IsEmpty ? Code.ToString() : $"{Code}: {Encoding.UTF8.GetString(Text)}";

    private int Encode(Span<byte> data)
    {
        ReadOnlySpan<byte> text = Text[..Math.Min(Text.Length, TextLengthMax)];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)Code);
        text.CopyTo(data[FixedLength..]);
        return FixedLength + text.Length;
    }
}

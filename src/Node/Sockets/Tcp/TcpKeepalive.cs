using System.Buffers.Binary;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>The option edns-tcp-keepalive (RFC 7828): a client asks, and is told for how long its connection may be idle.</summary>
/// <remarks>
/// <code>
/// 0 OPTION-CODE 11 | 2 OPTION-LENGTH 2 | 4 TIMEOUT, in units of 100 ms
/// </code>
/// </remarks>
internal static class TcpKeepalive
{
    /// <summary>Bytes that <see cref="Append"/> adds.</summary>
    public const int OptionLength = 6;

    private const int MillisecondsPerUnit = 100;

    /// <summary>Whether a message carries the option; not in one that is broken.</summary>
    public static bool IsAskedFor(ReadOnlySpan<byte> query)
    {
        if (!TryFindOpt(query, out DnsRecord opt, out _)) return false;
        EdnsOptionReader options = new(opt.Data);
        while (options.MoveNext())
        {
            if (options.Code == EdnsOptionCode.TcpKeepalive) return true;
        }

        return false;
    }

    /// <summary>Adds the option to a response that ends with its OPT record; others have nowhere to carry it.</summary>
    /// <param name="message">The response and at least <see cref="OptionLength"/> bytes.</param>
    /// <param name="length">Of the response.</param>
    /// <param name="idle">After how long the connection ends.</param>
    /// <returns>Bytes added, perhaps none.</returns>
    public static int Append(Span<byte> message, int length, TimeSpan idle)
    {
        if (length + OptionLength > ushort.MaxValue || !TryFindOpt(message[..length], out DnsRecord opt, out bool isLast) || !isLast) return 0;
        Span<byte> timeout = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(timeout, (ushort)Math.Min(idle.TotalMilliseconds / MillisecondsPerUnit, ushort.MaxValue));
        int start = opt.DataOffset - EdnsWriter.OptLength;
        return EdnsWriter.AppendOption(message[start..(length + OptionLength)], EdnsOptionCode.TcpKeepalive, timeout);
    }

    private static bool TryFindOpt(ReadOnlySpan<byte> message, out DnsRecord opt, out bool isLast)
    {
        opt = default;
        isLast = false;
        if (DnsMessageReader.Open(message, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.Header.AdditionalCount == 0) return false;
        if (reader.SkipQuestions() != DnsReadStatus.Ok) return false;
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok)
        {
            if (record.Type != RecordType.OPT || !record.Owner.IsRoot) continue;
            opt = record;
            isLast = reader.Offset == message.Length;
            return true;
        }

        return false;
    }
}

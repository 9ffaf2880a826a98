using System.Buffers.Binary;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>What queries over a stream say beyond those over UDP, in the OPT record that they have. Queries without one stay as they are.</summary>
/// <param name="KeepsAlive">Asks how long a connection may be idle (RFC 7828 §3.2.1).</param>
/// <param name="IsPadded">Encrypted: lengths shall tell nothing of names (RFC 7830).</param>
internal readonly record struct StreamQueryOptions(bool KeepsAlive, bool IsPadded)
{
    private const int PaddingBlock = 128; // RFC 8467 §4.1
    private const int OptionHeader = 4;

    public static StreamQueryOptions Tcp => new(KeepsAlive: true, IsPadded: false);

    public static StreamQueryOptions Tls => new(KeepsAlive: true, IsPadded: true);

    /// <summary>RFC 7828 §3.2: the option has no meaning in HTTP, whose connections are not ours.</summary>
    public static StreamQueryOptions Https => new(KeepsAlive: false, IsPadded: true);

    /// <summary>Bytes that <see cref="Write"/> makes of a query.</summary>
    public int LengthOf(ReadOnlySpan<byte> query)
    {
        if (OffsetOfOpt(query) < 0) return query.Length;
        int length = query.Length + (KeepsAlive ? OptionHeader : 0);
        return IsPadded ? (length + OptionHeader + PaddingBlock - 1) / PaddingBlock * PaddingBlock : length;
    }

    /// <param name="query">A query that ends with its OPT record, if it has one.</param>
    /// <param name="destination">As many bytes as <see cref="LengthOf"/> says.</param>
    public void Write(ReadOnlySpan<byte> query, Span<byte> destination)
    {
        query.CopyTo(destination);
        int opt = OffsetOfOpt(query);
        if (opt < 0) return;
        int length = query.Length;
        if (KeepsAlive) length += EdnsWriter.AppendOption(destination[opt..], EdnsOptionCode.TcpKeepalive, []);
        if (!IsPadded) return;
        Span<byte> zeros = stackalloc byte[PaddingBlock];
        zeros.Clear(); // RFC 7830 §3
        EdnsWriter.AppendOption(destination[opt..], EdnsOptionCode.Padding, zeros[..(destination.Length - length - OptionHeader)]);
    }

    private static int OffsetOfOpt(ReadOnlySpan<byte> query)
    {
        if (DnsMessageReader.Open(query, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.SkipQuestions() != DnsReadStatus.Ok || reader.RecordsLeft != 1) return -1;
        int offset = reader.Offset;
        bool isOpt = reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok && record.Type == RecordType.OPT && reader.Offset == query.Length;
        return isOpt ? offset : -1;
    }

    /// <summary>How long a server lets a connection be idle, if its reply says so (RFC 7828 §3.1, in tenths of a second).</summary>
    public static TimeSpan? IdleTimeIn(ReadOnlySpan<byte> reply)
    {
        if (DnsMessageReader.Open(reply, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.Header.AdditionalCount == 0 || reader.SkipQuestions() != DnsReadStatus.Ok) return null;
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok)
        {
            if (record.Type != RecordType.OPT) continue;
            EdnsOptionReader options = new(record.Data);
            while (options.MoveNext())
            {
                if (options.Code == EdnsOptionCode.TcpKeepalive && options.Data.Length == sizeof(ushort))
                    return TimeSpan.FromMilliseconds(100 * BinaryPrimitives.ReadUInt16BigEndian(options.Data));
            }
        }

        return null;
    }
}

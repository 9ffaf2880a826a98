using System.Buffers.Binary;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Caching;

/// <summary>What the OPT record of a reply says (RFC 6891): found without reading more of the reply than lies before it.</summary>
internal readonly ref struct ReplyOptions
{
    private const int RcodeOffset = 5; // of an OPT record owned by the root

    private ReplyOptions(byte extendedRcode, ReadOnlySpan<byte> data)
    {
        ExtendedRcode = extendedRcode;
        Data = data;
    }

    /// <summary>The upper 8 bits of the RCODE; 0 without an OPT record.</summary>
    public byte ExtendedRcode { get; }

    /// <summary>The options; empty when there are none.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>The data of the first cookie option (RFC 7873 §5.3), of whatever length; empty when there is none.</summary>
    public ReadOnlySpan<byte> Cookie
    {
        get
        {
            EdnsOptionReader options = new(Data);
            while (options.MoveNext())
            {
                if (options.Code == EdnsOptionCode.Cookie) return options.Data;
            }

            return default;
        }
    }

    public static ReplyOptions Of(ReadOnlySpan<byte> reply)
    {
        if (!DnsHeader.TryRead(reply, out DnsHeader header) || header.AdditionalCount == 0) return default;
        return TryReadLast(reply, out ReplyOptions options) ? options : Search(reply);
    }

    // Nearly every reply ends with an OPT record without options. If it is something else that looks like one, the reply loses what it
    // might have said about itself and nothing more: a cookie that is not found is one that is missing.
    private static bool TryReadLast(ReadOnlySpan<byte> reply, out ReplyOptions options)
    {
        options = default;
        if (reply.Length < DnsHeader.Size + EdnsWriter.OptLength) return false;
        ReadOnlySpan<byte> last = reply[^EdnsWriter.OptLength..];
        if (last[0] != 0 || BinaryPrimitives.ReadUInt16BigEndian(last[1..]) != (ushort)RecordType.OPT || BinaryPrimitives.ReadUInt16BigEndian(last[9..]) != 0) return false;
        options = new ReplyOptions(last[RcodeOffset], default);
        return true;
    }

    private static ReplyOptions Search(ReadOnlySpan<byte> reply)
    {
        if (DnsMessageReader.Open(reply, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.SkipQuestions() != DnsReadStatus.Ok) return default;
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok)
        {
            if (record.Type == RecordType.OPT && record.Section == DnsSection.Additional) return new ReplyOptions((byte)(record.RawTtl >> 24), record.Data);
        }

        return default;
    }
}

using System.Globalization;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>Records as a zone file would have them (RFC 1035 §5.1).</summary>
public static class RecordText
{
    /// <summary>Owner, TTL in seconds, class, type and data, divided by blanks.</summary>
    public static string Format(in DnsRecord record) => string.Create(
        CultureInfo.InvariantCulture,
        $"{record.Owner.ToString()} {record.TtlSeconds} {RecordTypeText.Format(record.Class)} {RecordTypeText.Format(record.Type)} {FormatData(record)}");

    /// <summary>
    /// The data alone; of a type that is not known here, or when it is broken, in the form of RFC 3597 §5. Never with a compression pointer
    /// in it, which means nothing outside of its message.
    /// </summary>
    public static string FormatData(in DnsRecord record)
    {
        switch (record.Type)
        {
            case RecordType.A when ARecord.TryRead(record, out ARecord data): return data.ToString();
            case RecordType.AAAA when AaaaRecord.TryRead(record, out AaaaRecord data): return data.ToString();
            case RecordType.CNAME when CnameRecord.TryRead(record, out CnameRecord data): return data.ToString();
            case RecordType.NS when NsRecord.TryRead(record, out NsRecord data): return data.ToString();
            case RecordType.PTR when PtrRecord.TryRead(record, out PtrRecord data): return data.ToString();
            case RecordType.MX when MxRecord.TryRead(record, out MxRecord data): return data.ToString();
            case RecordType.SRV when SrvRecord.TryRead(record, out SrvRecord data): return data.ToString();
            case RecordType.SOA when SoaRecord.TryRead(record, out SoaRecord data): return data.ToString();
            case RecordType.TXT when TxtRecord.TryRead(record, out TxtRecord data): return data.ToString();
            default: return RecordLayout.Format(record) ?? new OpaqueRecord(record.Type, record.Data).ToString();
        }
    }
}

using System.Net;
using System.Text;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.TestKit;

/// <summary>A record for assertions.</summary>
public sealed record DnsRecordView(DnsSection Section, string Name, RecordType Type, uint Ttl, byte[] Data)
{
    public string Address => new IPAddress(Data).ToString();
}

/// <summary>A whole message, taken apart for assertions. Throws on anything that is broken.</summary>
public sealed class DnsView
{
    private DnsView(ReadOnlySpan<byte> message)
    {
        Length = message.Length;
        Check(DnsMessageReader.Open(message, out DnsMessageReader reader));
        Header = reader.Header;
        if (reader.QuestionsLeft > 0)
        {
            Check(reader.ReadQuestion(out DnsQuestion question));
            (Name, Type) = (question.Name.ToString(), question.Type);
        }

        while (reader.RecordsLeft > 0)
        {
            Check(reader.ReadRecord(out DnsRecord record));
            if (record.Type != RecordType.OPT) Records.Add(new(record.Section, record.Owner.ToString(), record.Type, record.RawTtl, record.Data.ToArray()));
            else if (EdnsFields.TryRead(record, out EdnsFields edns))
            {
                Edns = edns;
                ExtendedErrors = ErrorsIn(record.Data, out ExtendedErrorCode? first);
                ExtendedError = first;
                Cookie = message.Slice(edns.CookieOffset, edns.CookieLength).ToArray();
            }
        }

        if (reader.Offset != message.Length) throw new InvalidDataException("bytes behind the last record");
    }

    public static DnsView Of(ReadOnlySpan<byte> message) => new(message);

    public DnsHeader Header { get; }

    public int Length { get; }

    /// <summary>Of the question; empty when there is none.</summary>
    public string Name { get; } = "";

    public RecordType Type { get; }

    public EdnsFields Edns { get; } = EdnsFields.None;

    /// <summary>INFO-CODE of the first extended error (RFC 8914); null when there is none.</summary>
    public ExtendedErrorCode? ExtendedError { get; }

    /// <summary>All extended errors, as "code text".</summary>
    public IReadOnlyList<string> ExtendedErrors { get; } = [];

    /// <summary>The data of the cookie option; empty when there is none.</summary>
    public byte[] Cookie { get; } = [];

    public List<DnsRecordView> Records { get; } = [];

    public Rcode Rcode => Edns.Combine(Header.Flags.Rcode);

    public bool IsTruncated => Header.Flags.IsTruncated;

    public IEnumerable<DnsRecordView> Answers => Records.Where(static record => record.Section == DnsSection.Answer);

    public IEnumerable<DnsRecordView> Authority => Records.Where(static record => record.Section == DnsSection.Authority);

    private static List<string> ErrorsIn(ReadOnlySpan<byte> options, out ExtendedErrorCode? first)
    {
        List<string> found = [];
        first = null;
        EdnsOptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (reader.Code != EdnsOptionCode.ExtendedError || !Protocols.Dns.Edns.ExtendedError.TryRead(reader.Data, out ExtendedError error)) continue;
            first ??= error.Code;
            found.Add($"{(int)error.Code} {Encoding.UTF8.GetString(error.Text)}".Trim());
        }

        return found;
    }

    private static void Check(DnsReadStatus status)
    {
        if (status != DnsReadStatus.Ok) throw new InvalidDataException(status.ToString());
    }
}

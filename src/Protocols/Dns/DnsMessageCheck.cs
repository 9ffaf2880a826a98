using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Protocols.Dns;

/// <summary>Looks through a whole message once, before it is stored or believed.</summary>
public static class DnsMessageCheck
{
    /// <summary>
    /// Ok when header, questions, records and the RDATA of all known types are what they should be. <paramref name="length"/> is then
    /// the message's own length: bytes behind its last record belong to nothing and should not be kept.
    /// </summary>
    public static DnsReadStatus Check(ReadOnlySpan<byte> message, out int length)
    {
        length = 0;
        DnsReadStatus status = DnsMessageReader.Open(message, out DnsMessageReader reader);
        if (status == DnsReadStatus.Ok) status = reader.SkipQuestions();
        while (status == DnsReadStatus.Ok && reader.RecordsLeft > 0)
        {
            status = reader.ReadRecord(out DnsRecord record);
            if (status == DnsReadStatus.Ok) status = RecordLayout.Check(record);
        }

        if (status == DnsReadStatus.Ok) length = reader.Offset;
        return status;
    }
}

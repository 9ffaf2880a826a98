namespace Polymasq.Protocols.Dns.Records;

/// <summary>RDATA of one type, ready to be written. All of them are views: they live as long as the bytes they were made from.</summary>
public interface IRecordData
{
    RecordType Type { get; }

    /// <summary>Writes the RDATA without its length. False when there is no room; the writer then takes the whole record back.</summary>
    bool TryWrite(ref DnsMessageWriter writer);
}

namespace Polymasq.Protocols.Dns.Records;

/// <summary>CNAME: the owner is an alias of this name (RFC 1035 §3.3.1).</summary>
public readonly ref struct CnameRecord(DnsName target) : IRecordData
{
    public RecordType Type => RecordType.CNAME;

    public DnsName Target { get; } = target;

    public static bool TryRead(in DnsRecord record, out CnameRecord data)
    {
        bool isName = RecordLayout.TryReadOnlyName(record, out DnsName name);
        data = new CnameRecord(name);
        return isName;
    }

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteName(Target);

    public override string ToString() => Target.ToString();
}

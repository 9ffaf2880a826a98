namespace Polymasq.Protocols.Dns.Records;

/// <summary>PTR: the name that the owner, mostly a reversed address, stands for (RFC 1035 §3.3.12).</summary>
public readonly ref struct PtrRecord(DnsName target) : IRecordData
{
    public RecordType Type => RecordType.PTR;

    public DnsName Target { get; } = target;

    public static bool TryRead(in DnsRecord record, out PtrRecord data)
    {
        bool isName = RecordLayout.TryReadOnlyName(record, out DnsName name);
        data = new PtrRecord(name);
        return isName;
    }

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteName(Target);

    public override string ToString() => Target.ToString();
}

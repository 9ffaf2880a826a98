namespace Polymasq.Protocols.Dns.Records;

/// <summary>NS: a name server of the owner's zone (RFC 1035 §3.3.11).</summary>
public readonly ref struct NsRecord(DnsName server) : IRecordData
{
    public RecordType Type => RecordType.NS;

    public DnsName Server { get; } = server;

    public static bool TryRead(in DnsRecord record, out NsRecord data)
    {
        bool isName = RecordLayout.TryReadOnlyName(record, out DnsName name);
        data = new NsRecord(name);
        return isName;
    }

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteName(Server);

    public override string ToString() => Server.ToString();
}

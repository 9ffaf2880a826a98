using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Answers questions about names that this gateway knows itself: hosts files, leased hosts, localhost, local domains. Any thread
/// may ask at any time; nothing is locked or allocated.
/// </summary>
public sealed class LocalResolver : ILocalNames
{
    private readonly LeaseNames _leases;
    private volatile LocalNamesSnapshot _snapshot;

    /// <summary>Knows the leased hosts and what needs no file; the rest comes with <see cref="Publish"/>.</summary>
    public LocalResolver(LocalNamesSettings settings, LeaseNames leases)
    {
        _leases = leases;
        _snapshot = new LocalNamesSnapshot(settings, HostsTable.Empty);
    }

    public int TryAnswer(ReadOnlySpan<byte> datagram, in DnsQuery query, Span<byte> response)
    {
        if (query.Class != RecordClass.Internet) return 0;
        Span<byte> name = stackalloc byte[DnsName.WireLengthMax];
        Span<byte> buffer = stackalloc byte[DnsName.WireLengthMax];
        int length = WireName.CopyLower(datagram.Slice(DnsQuery.QnameOffset, query.QnameLength), name);

        LocalNamesSnapshot snapshot = _snapshot;
        LocalAnswer answer = snapshot.Find(name[..length], _leases, buffer);
        bool isOurs = answer.Knowledge > LocalKnowledge.Addresses || (answer.Knowledge == LocalKnowledge.Addresses && IsAboutAddresses(query.Type));
        return isOurs ? Write(datagram, query, answer, snapshot.TtlSeconds, response) : 0;
    }

    internal void Publish(LocalNamesSnapshot snapshot) => _snapshot = snapshot;

    // A name with addresses in a hosts file must not lead elsewhere by another way: HTTPS and SVCB carry addresses too (RFC 9460 §7.3).
    private static bool IsAboutAddresses(RecordType type) =>
        type is RecordType.A or RecordType.AAAA or RecordType.ANY or RecordType.HTTPS or RecordType.SVCB;

    private static int Write(ReadOnlySpan<byte> datagram, in DnsQuery query, in LocalAnswer answer, int ttlSeconds, Span<byte> response)
    {
        DnsMessageWriter writer = new(response);
        if (DnsName.Read(datagram, DnsQuery.QnameOffset, out DnsName owner, out _) != DnsReadStatus.Ok) return 0;
        if (!writer.TryWriteQuestion(owner, query.Type, query.Class)) return 0;

        bool fits = true;
        if (query.Type is RecordType.A or RecordType.ANY) fits = TryWriteIpv4(ref writer, owner, answer.Ipv4, ttlSeconds);
        if (fits && query.Type is RecordType.AAAA or RecordType.ANY) fits = TryWriteIpv6(ref writer, owner, answer.Ipv6, ttlSeconds);
        if (fits && query.Type is RecordType.PTR or RecordType.ANY) fits = TryWriteHost(ref writer, owner, answer.Host, ttlSeconds);

        Rcode rcode = answer.Knowledge == LocalKnowledge.Nonexistence ? Rcode.NxDomain : Rcode.NoError;
        DnsFlags flags = query.Flags.ToResponse(rcode).With(DnsFlags.Authoritative);
        return writer.Finish(query.Id, fits ? flags : flags.With(DnsFlags.Truncated));
    }

    private static bool TryWriteIpv4(ref DnsMessageWriter writer, DnsName owner, ReadOnlySpan<byte> addresses, int ttlSeconds)
    {
        for (; !addresses.IsEmpty; addresses = addresses[ARecord.Length..])
        {
            if (!writer.TryWriteRecord(DnsSection.Answer, owner, ttlSeconds, new ARecord(addresses[..ARecord.Length]))) return false;
        }

        return true;
    }

    private static bool TryWriteIpv6(ref DnsMessageWriter writer, DnsName owner, ReadOnlySpan<byte> addresses, int ttlSeconds)
    {
        for (; !addresses.IsEmpty; addresses = addresses[AaaaRecord.Length..])
        {
            if (!writer.TryWriteRecord(DnsSection.Answer, owner, ttlSeconds, new AaaaRecord(addresses[..AaaaRecord.Length]))) return false;
        }

        return true;
    }

    private static bool TryWriteHost(ref DnsMessageWriter writer, DnsName owner, ReadOnlySpan<byte> host, int ttlSeconds) =>
        host.IsEmpty || !DnsName.TryFromWire(host, out DnsName target)
        || writer.TryWriteRecord(DnsSection.Answer, owner, ttlSeconds, new PtrRecord(target));
}

using System.Collections.Immutable;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Actors.LocalNames;

/// <summary>Writes what was found into a response: an alias and then what it leads to, or all records of the type that was asked.</summary>
internal ref struct LocalAnswerWriter(Span<byte> response, in DnsQuery query, LocalNamesSnapshot snapshot, in IpEndpoint local)
{
    private readonly DnsQuery _query = query;
    private readonly IpEndpoint _local = local;
    private DnsMessageWriter _writer = new(response);

    public bool TryWriteQuestion(DnsName owner) => _writer.TryWriteQuestion(owner, _query.Type, _query.Class);

    /// <summary>False when not all of it fits.</summary>
    public bool TryWrite(DnsName owner, in LocalAnswer answer)
    {
        if (answer.Records is { } records && !TryWriteRecords(owner, records)) return false;
        if (IsAlias(answer)) return true; // beside an alias there is nothing else (RFC 1034 §3.6.2)
        if (Asks(RecordType.A) && !TryWriteAddresses(owner, RecordType.A, answer.Ipv4, AddressKey.Ipv4Length, answer.TtlSeconds)) return false;
        if (Asks(RecordType.AAAA) && !TryWriteAddresses(owner, RecordType.AAAA, answer.Ipv6, AddressKey.Ipv6Length, answer.TtlSeconds)) return false;
        return !Asks(RecordType.PTR) || TryWriteHost(owner, answer.Host, answer.TtlSeconds);
    }

    /// <summary>The answer is an alias, and what it leads to was asked for.</summary>
    public readonly bool MustFollow(in LocalAnswer answer) => IsAlias(answer) && Follows(_query.Type);

    // RFC 1034 §4.3.2: whoever asks for the alias itself is told no more.
    public static bool Follows(RecordType type) => type is not (RecordType.CNAME or RecordType.ANY);

    /// <param name="knowledge">Of the last name.</param>
    /// <param name="fits">Otherwise TC says that something is left out.</param>
    /// <param name="isEndless">The aliases lead to more aliases, and probably in a circle.</param>
    public readonly int Finish(LocalKnowledge knowledge, bool fits, bool isEndless)
    {
        Rcode rcode = isEndless && fits ? Rcode.ServFail : knowledge == LocalKnowledge.Nonexistence ? Rcode.NxDomain : Rcode.NoError;
        DnsFlags flags = _query.Flags.ToResponse(rcode).With(DnsFlags.Authoritative);
        return _writer.Finish(_query.Id, fits ? flags : flags.With(DnsFlags.Truncated));
    }

    private static bool IsAlias(in LocalAnswer answer) => answer.Records?.Alias is not null;

    private readonly bool Asks(RecordType type) => _query.Type == type || _query.Type == RecordType.ANY;

    private bool TryWriteRecords(DnsName owner, RecordNode node)
    {
        if (node.Alias is { } alias) return TryWriteRecord(owner, alias);
        // A place to begin that changes with the query: clients that take the first one share the load.
        ImmutableArray<ConfiguredRecord> records = node.Records;
        int first = snapshot.Rotates ? _query.Id % records.Length : 0;
        for (int i = 0; i < records.Length; i++)
        {
            ConfiguredRecord record = records[(first + i) % records.Length];
            if (Asks(record.Type) && !IsTooFar(record, records) && !TryWriteRecord(owner, record)) return false;
        }

        return true;
    }

    // localise-queries: another one is nearer.
    private readonly bool IsTooFar(ConfiguredRecord record, ImmutableArray<ConfiguredRecord> records)
    {
        if (snapshot.Networks is null || record.Type is not (RecordType.A or RecordType.AAAA) || snapshot.Networks.IsNear(_local, record.Data.AsSpan())) return false;
        foreach (ConfiguredRecord other in records)
        {
            if (other.Type == record.Type && snapshot.Networks.IsNear(_local, other.Data.AsSpan())) return true;
        }

        return false;
    }

    private bool TryWriteRecord(DnsName owner, ConfiguredRecord record) => _writer.TryWriteRecord(
        DnsSection.Answer, owner, record.TtlSeconds ?? snapshot.TtlSeconds, new OpaqueRecord(record.Type, record.Data.AsSpan()));

    private bool TryWriteAddresses(DnsName owner, RecordType type, ReadOnlySpan<byte> addresses, int length, int ttlSeconds)
    {
        if (addresses.IsEmpty) return true;
        int count = addresses.Length / length;
        int first = snapshot.Rotates ? _query.Id % count : 0;
        bool onlyNear = snapshot.Networks?.HasNear(_local, addresses, length) == true;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> address = addresses.Slice((first + i) % count * length, length);
            if (onlyNear && !snapshot.Networks!.IsNear(_local, address)) continue;
            if (!_writer.TryWriteRecord(DnsSection.Answer, owner, ttlSeconds, new OpaqueRecord(type, address))) return false;
        }

        return true;
    }

    private bool TryWriteHost(DnsName owner, ReadOnlySpan<byte> host, int ttlSeconds) =>
        host.IsEmpty || !DnsName.TryFromWire(host, out DnsName target)
        || _writer.TryWriteRecord(DnsSection.Answer, owner, ttlSeconds, new PtrRecord(target));
}

using System.Buffers.Binary;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Actors.Caching.Filtering;

/// <summary>What a filter makes of an answer.</summary>
internal enum FilterOutcome : byte
{
    Unchanged,

    /// <summary>Addresses were exchanged in it.</summary>
    Rewritten,

    /// <summary>Ends before a record of a type that nobody here shall see.</summary>
    Cut,

    /// <summary>Means that the name does not exist.</summary>
    Bogus,

    /// <summary>A DNS rebinding attack: nothing of it is given out.</summary>
    Rebinding,
}

/// <summary>Looks through an upstream's answer once, when it becomes an entry, so that hits cost nothing.</summary>
internal sealed class AnswerFilter(AnswerFilterSettings settings)
{
    private readonly byte[][] _exempt = [.. settings.RebindDomainOk.Select(WireOf)];
    private readonly bool _needsRecords =
        settings.StopDnsRebind || !settings.BogusNxdomain.IsEmpty || !settings.Aliases.IsEmpty || !settings.FilteredTypes.IsEmpty;

    public static AnswerFilter None { get; } = new(AnswerFilterSettings.None);

    public AnswerFilterSettings Settings => settings;

    /// <summary>Leaves every answer as it is.</summary>
    public bool IsIdle => !_needsRecords;

    /// <summary>A reply that is to be taken for none.</summary>
    /// <param name="reply">As it came.</param>
    public bool Ignores(ReadOnlySpan<byte> reply)
    {
        if (settings.IgnoreAddress.IsEmpty || DnsMessageReader.Open(reply, out DnsMessageReader reader) != DnsReadStatus.Ok) return false;
        if (reader.SkipQuestions() != DnsReadStatus.Ok) return false;
        for (int i = 0; i < reader.Header.AnswerCount; i++)
        {
            if (reader.ReadRecord(out DnsRecord record) != DnsReadStatus.Ok) return false;
            if (IsAddress(record) && PrivateAddresses.Has(settings.IgnoreAddress.AsSpan(), IpEndpoint.From(record.Data, 0))) return true;
        }

        return false;
    }

    /// <summary>Judges the answer section and exchanges addresses in it.</summary>
    /// <param name="message">A whole message whose answers have been read before.</param>
    /// <param name="name">Of the question, in lower case.</param>
    /// <param name="keepsAddresses">Another gateway of the cluster has exchanged them.</param>
    /// <param name="kept">For <see cref="FilterOutcome.Cut"/>: how many answers are left.</param>
    /// <param name="end">For <see cref="FilterOutcome.Cut"/>: where they end.</param>
    public FilterOutcome Apply(Span<byte> message, ReadOnlySpan<byte> name, bool keepsAddresses, out int kept, out int end)
    {
        (kept, end) = (0, 0);
        if (IsIdle || DnsMessageReader.Open(message, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.SkipQuestions() != DnsReadStatus.Ok)
            return FilterOutcome.Unchanged;
        bool checksRebinding = settings.StopDnsRebind && !IsExempt(name);
        FilterOutcome outcome = FilterOutcome.Unchanged;
        for (; kept < reader.Header.AnswerCount; kept++)
        {
            end = reader.Offset;
            if (reader.ReadRecord(out DnsRecord record) != DnsReadStatus.Ok) break;
            if (settings.FilteredTypes.Contains(record.Type)) return FilterOutcome.Cut;
            if (!IsAddress(record)) continue;
            if (PrivateAddresses.Has(settings.BogusNxdomain.AsSpan(), IpEndpoint.From(record.Data, 0))) return FilterOutcome.Bogus;
            if (!keepsAddresses && record.Type == RecordType.A && TryExchange(message[record.DataOffset..])) outcome = FilterOutcome.Rewritten;
            // dnsmasq: what an alias has made of it is what counts.
            if (checksRebinding && PrivateAddresses.Contains(IpEndpoint.From(record.Data, 0), settings.RebindLocalhostOk)) return FilterOutcome.Rebinding;
        }

        return outcome;
    }

    private static bool IsAddress(in DnsRecord record) =>
        (record.Type == RecordType.A && record.DataLength == ARecord.Length) || (record.Type == RecordType.AAAA && record.DataLength == AaaaRecord.Length);

    private bool TryExchange(Span<byte> address)
    {
        uint number = BinaryPrimitives.ReadUInt32BigEndian(address);
        foreach (AddressAlias alias in settings.Aliases)
        {
            if (!alias.TryApply(ref number)) continue;
            BinaryPrimitives.WriteUInt32BigEndian(address, number);
            return true;
        }

        return false;
    }

    private bool IsExempt(ReadOnlySpan<byte> name)
    {
        foreach (byte[] domain in _exempt)
        {
            if (WireName.IsAtOrBelow(name, domain)) return true;
        }

        return false;
    }

    private static byte[] WireOf(string domain)
    {
        byte[] wire = new byte[DnsName.WireLengthMax];
        if (!DnsNameText.TryParse(domain, wire, out int length)) throw new ArgumentException($"{domain} is no domain name");
        WireName.ToLower(wire.AsSpan(0, length));
        return wire[..length];
    }
}

using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames.Blocking;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Answers questions about names that this gateway knows itself: configured records, hosts files, leased hosts, blocked names,
/// local domains. Any thread may ask at any time; nothing is locked or allocated.
/// </summary>
public sealed class LocalResolver : ILocalNames
{
    /// <summary>Aliases that are followed, one to the next; a longer chain is a mistake or a loop.</summary>
    public const int AliasesMax = 10;

    private readonly LeaseNames _leases;
    private volatile LocalNamesSnapshot _snapshot;

    /// <summary>Knows the leased hosts and what needs no file; the rest comes with <see cref="Publish"/>.</summary>
    public LocalResolver(LocalNamesSettings settings, LeaseNames leases)
    {
        _leases = leases;
        _snapshot = new LocalNamesSnapshot(settings, HostsTable.Empty, BlockSet.Empty, InterfaceSet.Empty);
    }

    public int TryAnswer(ReadOnlySpan<byte> datagram, in DnsQuery query, ReadOnlySpan<byte> name, in QueryOrigin origin, Span<byte> response, out LocalSource source)
    {
        source = LocalSource.None;
        if (query.Class != RecordClass.Internet) return 0;
        LocalNamesSnapshot snapshot = _snapshot;
        if (!snapshot.MayKnow(name)) return 0;
        Span<byte> buffer = stackalloc byte[DnsName.WireLengthMax];
        LocalAnswer answer = snapshot.Find(name, query.Type, _leases, buffer);
        source = answer.Source;
        if (answer.Knowledge == LocalKnowledge.None) return 0;
        return Write(snapshot, datagram, query, origin, answer, buffer, response, ref source);
    }

    /// <summary>What each local source says of a question of class IN, in the order in which they are asked. For people, from any thread.</summary>
    /// <param name="name">On the wire, in lower case.</param>
    /// <param name="type">What is asked for.</param>
    public ImmutableArray<ExplainedStep> Explain(ReadOnlySpan<byte> name, RecordType type) => _snapshot.Explain(name, type, _leases);

    /// <summary>The name that a question is led to by an alias of ours: on the wire, in lower case. Null when it is led nowhere.</summary>
    /// <param name="name">On the wire, in lower case.</param>
    /// <param name="type">What is asked for.</param>
    public byte[]? TargetOf(ReadOnlySpan<byte> name, RecordType type)
    {
        if (!LocalAnswerWriter.Follows(type)) return null;
        Span<byte> buffer = stackalloc byte[DnsName.WireLengthMax];
        return _snapshot.Find(name, type, _leases, buffer).Records?.Alias?.Data.ToArray();
    }

    internal BlockSet Blocked => _snapshot.Blocked;

    internal void Publish(LocalNamesSnapshot snapshot) => _snapshot = snapshot;

    private int Write(
        LocalNamesSnapshot snapshot, ReadOnlySpan<byte> datagram, in DnsQuery query, in QueryOrigin origin, LocalAnswer answer, Span<byte> buffer, Span<byte> response, ref LocalSource source)
    {
        if (DnsName.Read(datagram, DnsQuery.QnameOffset, out DnsName owner, out _) != DnsReadStatus.Ok) return 0;
        LocalAnswerWriter writer = new(response, query, snapshot, origin.Local);
        bool fits = writer.TryWriteQuestion(owner) && writer.TryWrite(owner, answer);
        for (int aliases = 0; fits && aliases < AliasesMax && writer.MustFollow(answer); aliases++)
        {
            ReadOnlySpan<byte> target = answer.Records!.Alias!.Data.AsSpan();
            answer = snapshot.Find(target, query.Type, _leases, buffer);
            if (answer.Knowledge != LocalKnowledge.None && DnsName.TryFromWire(target, out owner)) fits = writer.TryWrite(owner, answer);
        }

        bool leadsOutside = answer.Knowledge == LocalKnowledge.None;
        if (leadsOutside && fits && DnsResponder.IsForUpstream(query.Type, query.Class))
            source = answer.Source == LocalSource.OtherType ? LocalSource.AliasToOtherType : LocalSource.Alias;
        return writer.Finish(answer.Knowledge, fits, isEndless: writer.MustFollow(answer));
    }
}

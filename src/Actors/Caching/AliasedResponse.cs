using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Makes the response to a question that aliases of ours lead to another name: the aliases, then all that the other name's entry says, its
/// RCODE included (RFC 6604 §3). Names are compressed anew, since everything stands elsewhere. One for each thread that answers.
/// </summary>
internal sealed class AliasedResponse
{
    private byte[] _target = []; // the response that the other name would have; made when first needed

    /// <summary>Writes the response and returns its length.</summary>
    /// <param name="entry">Of the name that the aliases lead to.</param>
    /// <param name="query">The question for that name.</param>
    /// <param name="facts">Of this question; its extras have the aliases and the question that was really asked.</param>
    /// <param name="now">Seconds since 1970 by the protocol's clock.</param>
    /// <param name="response">At least <see cref="QuestionFacts.ResponseBytesMax"/> bytes.</param>
    /// <param name="ttlMax">Larger TTLs are lowered to this.</param>
    public int Write(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> query, in QuestionFacts facts, uint now, Span<byte> response, uint ttlMax = uint.MaxValue)
    {
        if (_target.Length == 0) _target = new byte[ushort.MaxValue];
        QuestionFacts whole = facts with { HasEdns = false, Extras = null, ResponseBytesMax = ushort.MaxValue };
        ReadOnlySpan<byte> target = _target.AsSpan(0, CachedResponse.Write(entry, query, whole, now, _target, ttlMax));

        Span<byte> room = response[..(facts.ResponseBytesMax - facts.OptLength)];
        ReadOnlySpan<byte> beginning = facts.Extras!.Beginning;
        DnsHeader.TryRead(target, out DnsHeader header);
        DnsMessageWriter writer = new(room);
        bool isSound = TryWriteQuestion(beginning, ref writer);
        bool fits = isSound && TryCopyRecords(beginning, ref writer, out isSound) && TryCopyRecords(target, ref writer, out isSound);
        DnsFlags flags = isSound ? header.Flags : header.Flags.With(Rcode.ServFail);
        if (!fits) // RFC 2181 §9: the client throws away what came with TC, so nothing comes with it
        {
            if (isSound) flags = flags.With(DnsFlags.Truncated);
            writer = new DnsMessageWriter(room);
            TryWriteQuestion(beginning, ref writer);
        }

        int length = writer.Finish(header.Id, flags);
        if (!facts.HasEdns) return length;
        response[DnsHeader.Size - 1] = 1; // ARCOUNT
        return length + CachedResponse.WriteOpt(entry, facts, response[length..facts.ResponseBytesMax]);
    }

    private static bool TryWriteQuestion(ReadOnlySpan<byte> message, ref DnsMessageWriter writer) =>
        DnsMessageReader.Open(message, out DnsMessageReader reader) == DnsReadStatus.Ok && reader.ReadQuestion(out DnsQuestion question) == DnsReadStatus.Ok
        && writer.TryWriteQuestion(question.Name, question.Type, question.Class);

    /// <summary>Copies all records of a message. False when one does not fit, or is broken, which only upstream can have done.</summary>
    private static bool TryCopyRecords(ReadOnlySpan<byte> message, ref DnsMessageWriter writer, out bool isSound)
    {
        isSound = DnsMessageReader.Open(message, out DnsMessageReader reader) == DnsReadStatus.Ok && reader.SkipQuestions() == DnsReadStatus.Ok;
        while (isSound && reader.RecordsLeft > 0)
        {
            isSound = reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok && RecordLayout.Check(record) == DnsReadStatus.Ok;
            if (isSound && !writer.TryCopyRecord(record, record.TtlSeconds)) return false;
        }

        return isSound;
    }
}

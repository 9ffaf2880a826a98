using System.Buffers.Binary;
using System.Diagnostics;

namespace Polymasq.Protocols.Dns;

/// <summary>
/// Reads one message front to back, in place: the questions, then the records of all sections. A failed read leaves the
/// position where it was.
/// </summary>
public ref struct DnsMessageReader
{
    private const int QuestionFixedLength = 4; // QTYPE, QCLASS

    private readonly ReadOnlySpan<byte> _message;
    private int _recordsRead;

    private DnsMessageReader(ReadOnlySpan<byte> message, DnsHeader header)
    {
        _message = message;
        Header = header;
        Offset = DnsHeader.Size;
        QuestionsLeft = header.QuestionCount;
    }

    public DnsHeader Header { get; }

    /// <summary>Bytes from the start of the message to what is read next; at the end, the length of the message proper.</summary>
    public int Offset { get; private set; }

    /// <summary>Questions the header announces that were not read yet.</summary>
    public int QuestionsLeft { get; private set; }

    /// <summary>Records of all sections the header announces that were not read yet.</summary>
    public readonly int RecordsLeft =>
        Header.AnswerCount + Header.AuthorityCount + Header.AdditionalCount - _recordsRead;

    /// <summary>Truncated when there is not even a header.</summary>
    public static DnsReadStatus Open(ReadOnlySpan<byte> message, out DnsMessageReader reader)
    {
        bool hasHeader = DnsHeader.TryRead(message, out DnsHeader header);
        reader = hasHeader ? new DnsMessageReader(message, header) : default;
        return hasHeader ? DnsReadStatus.Ok : DnsReadStatus.Truncated;
    }

    /// <summary>Goes on behind the questions, which somebody else has read up to <paramref name="offset"/>.</summary>
    internal static DnsMessageReader AtRecords(ReadOnlySpan<byte> message, DnsHeader header, int offset) =>
        new(message, header) { Offset = offset, QuestionsLeft = 0 };

    /// <summary>The next question. <see cref="QuestionsLeft"/> must not be 0.</summary>
    public DnsReadStatus ReadQuestion(out DnsQuestion question)
    {
        Debug.Assert(QuestionsLeft > 0, "no question left");
        question = default;
        DnsReadStatus status = DnsName.Read(_message, Offset, out DnsName name, out int nameLength);
        if (status != DnsReadStatus.Ok) return status;

        ReadOnlySpan<byte> rest = _message[(Offset + nameLength)..];
        if (rest.Length < QuestionFixedLength) return DnsReadStatus.Truncated;

        question = new DnsQuestion
        {
            Name = name,
            Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(rest),
            Class = (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(rest[2..]),
        };
        Offset += nameLength + QuestionFixedLength;
        QuestionsLeft--;
        return DnsReadStatus.Ok;
    }

    /// <summary>Moves behind the questions that are left.</summary>
    public DnsReadStatus SkipQuestions()
    {
        DnsReadStatus status = DnsReadStatus.Ok;
        while (QuestionsLeft > 0 && status == DnsReadStatus.Ok) status = ReadQuestion(out _);
        return status;
    }

    /// <summary>The next record. No question may be left, and <see cref="RecordsLeft"/> must not be 0.</summary>
    public DnsReadStatus ReadRecord(out DnsRecord record)
    {
        Debug.Assert(QuestionsLeft == 0, "questions come first");
        Debug.Assert(RecordsLeft > 0, "no record left");
        record = default;
        DnsReadStatus status = DnsName.Read(_message, Offset, out DnsName owner, out int ownerLength);
        if (status != DnsReadStatus.Ok) return status;

        int fixedOffset = Offset + ownerLength;
        if (_message.Length - fixedOffset < DnsRecord.FixedLength) return DnsReadStatus.Truncated;
        DnsRecord read = new(_message, owner, fixedOffset, CurrentSection());
        if (_message.Length - read.DataOffset < read.DataLength) return DnsReadStatus.Truncated;

        record = read;
        Offset = read.DataOffset + read.DataLength;
        _recordsRead++;
        return DnsReadStatus.Ok;
    }

    private readonly DnsSection CurrentSection()
    {
        if (_recordsRead < Header.AnswerCount) return DnsSection.Answer;
        return _recordsRead < Header.AnswerCount + Header.AuthorityCount ? DnsSection.Authority : DnsSection.Additional;
    }
}

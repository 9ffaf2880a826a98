using System.Buffers.Binary;
using System.Diagnostics;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Protocols.Dns;

/// <summary>
/// Writes one message into the caller's bytes: question, records section by section, the OPT record, then <see cref="Finish"/>.
/// What does not fit is taken back whole and reported as false, so the caller can set TC (RFC 2181 §9) or stop there.
/// </summary>
public ref struct DnsMessageWriter
{
    private readonly Span<byte> _message;
    private NameCompression _compression;
    private ushort _questions, _answers, _authorities, _additionals;
    private int _end; // what may be written to: the message without what is kept for the OPT record
    private int _optOffset;

    /// <param name="message">At least a header long; its length is the limit of the message.</param>
    /// <param name="reservedForOpt">Bytes at the end that only <see cref="TryWriteOpt"/> may use.</param>
    public DnsMessageWriter(Span<byte> message, int reservedForOpt = 0)
    {
        _message = message;
        _end = Math.Max(DnsHeader.Size, message.Length - reservedForOpt);
        Length = DnsHeader.Size;
    }

    /// <summary>Bytes written, the header included.</summary>
    public int Length { get; private set; }

    public bool TryWriteQuestion(scoped DnsName name, RecordType type, RecordClass recordClass = RecordClass.Internet)
    {
        DnsWriterMark mark = Mark();
        bool fits = TryWriteName(name) && TryWriteUInt16((ushort)type) && TryWriteUInt16((ushort)recordClass);
        if (fits) _questions++;
        else Rewind(mark);
        return fits;
    }

    /// <summary>Writes a record. Sections must be written in their order.</summary>
    public bool TryWriteRecord<TData>(
        DnsSection section, scoped DnsName owner, int ttlSeconds, scoped in TData data, RecordClass recordClass = RecordClass.Internet)
        where TData : IRecordData, allows ref struct
    {
        DnsWriterMark mark = Mark();
        bool fits = TryStartRecord(owner, data.Type, recordClass, (uint)ttlSeconds, out int dataOffset) && data.TryWrite(ref this);
        return TryEndRecord(fits, section, dataOffset, mark);
    }

    /// <summary>
    /// Writes a record from another message, with another TTL, its names compressed anew. The record must have passed
    /// <see cref="RecordLayout.Check"/>.
    /// </summary>
    public bool TryCopyRecord(scoped in DnsRecord record, int ttlSeconds)
    {
        DnsWriterMark mark = Mark();
        bool fits = TryStartRecord(record.Owner, record.Type, record.Class, (uint)ttlSeconds, out int dataOffset)
            && RecordLayout.TryCopy(record, ref this, compress: true);
        return TryEndRecord(fits, record.Section, dataOffset, mark);
    }

    /// <summary>Writes an OPT record (see <see cref="EdnsWriter.WriteOpt"/>), also into what was kept free for it. It must be the last record.</summary>
    public bool TryWriteOpt(int udpPayloadSize, Rcode rcode = Rcode.NoError, bool dnssecOk = false)
    {
        _end = _message.Length;
        if (_end - Length < EdnsWriter.OptLength) return false;
        _optOffset = Length;
        Length += EdnsWriter.WriteOpt(_message[Length..], udpPayloadSize, rcode, dnssecOk);
        _additionals++;
        return true;
    }

    /// <summary>Appends an option to the OPT record, which must have been written. False when it does not fit.</summary>
    public bool TryAppendOption(EdnsOptionCode code, scoped ReadOnlySpan<byte> data)
    {
        Debug.Assert(_optOffset != 0, "options belong into an OPT record");
        int added = EdnsWriter.AppendOption(_message[_optOffset..], code, data);
        Length += added;
        return added != 0;
    }

    /// <summary>Writes the header and returns the message's length.</summary>
    public readonly int Finish(ushort id, DnsFlags flags)
    {
        new DnsHeader(id, flags, _questions, _answers, _authorities, _additionals).Write(_message);
        return Length;
    }

    /// <summary>Where the writer stands, to come back to when an RRset turns out not to fit as a whole.</summary>
    public readonly DnsWriterMark Mark() => new(Length, _compression.Count, _questions, _answers, _authorities, _additionals);

    /// <summary>Takes back everything since <paramref name="mark"/> was taken from this writer.</summary>
    public void Rewind(in DnsWriterMark mark)
    {
        Length = mark.Length;
        _compression.ForgetAfter(mark.Suffixes);
        (_questions, _answers, _authorities, _additionals) = (mark.Questions, mark.Answers, mark.Authorities, mark.Additionals);
    }

    /// <summary>A writer without header or compression, for RDATA that leaves its message.</summary>
    internal static DnsMessageWriter ForFragment(Span<byte> destination) => new(destination) { Length = 0, _end = destination.Length };

    internal bool TryWriteName(scoped DnsName name, bool compress = true)
    {
        int completed = _compression.Count;
        DnsLabelEnumerator rest = name.GetEnumerator();
        for (DnsLabelEnumerator labels = rest; labels.MoveNext(); rest = labels)
        {
            int known = compress ? _compression.Find(_message, rest, completed) : -1;
            if (known >= 0) return TryWriteUInt16((ushort)(0xc000 | known));

            int start = Length;
            if (!TryWriteByte((byte)labels.Current.Length) || !TryWriteBytes(labels.Current)) return false;
            if (compress) _compression.Add(start);
        }

        return TryWriteByte(0);
    }

    internal bool TryWriteByte(byte value)
    {
        if (Length >= _end) return false;
        _message[Length++] = value;
        return true;
    }

    internal bool TryWriteUInt16(ushort value)
    {
        if (_end - Length < sizeof(ushort)) return false;
        BinaryPrimitives.WriteUInt16BigEndian(_message[Length..], value);
        Length += sizeof(ushort);
        return true;
    }

    internal bool TryWriteUInt32(uint value)
    {
        if (_end - Length < sizeof(uint)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(_message[Length..], value);
        Length += sizeof(uint);
        return true;
    }

    internal bool TryWriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (_end - Length < bytes.Length) return false;
        bytes.CopyTo(_message[Length..]);
        Length += bytes.Length;
        return true;
    }

    private bool TryStartRecord(scoped DnsName owner, RecordType type, RecordClass recordClass, uint ttl, out int dataOffset)
    {
        bool fits = TryWriteName(owner) && TryWriteUInt16((ushort)type) && TryWriteUInt16((ushort)recordClass)
            && TryWriteUInt32(ttl) && TryWriteUInt16(0);
        dataOffset = Length;
        return fits;
    }

    private bool TryEndRecord(bool fits, DnsSection section, int dataOffset, in DnsWriterMark mark)
    {
        if (!fits)
        {
            Rewind(mark);
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_message[(dataOffset - sizeof(ushort))..], (ushort)(Length - dataOffset));
        if (section == DnsSection.Answer) _answers++;
        else if (section == DnsSection.Authority) _authorities++;
        else _additionals++;
        return true;
    }
}

using System.Buffers.Binary;
using System.Net;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.TestKit;

/// <summary>Builds messages as clients and servers send them, names spelled out, so that tests do not depend on the codec's writer.</summary>
public sealed class DnsBuilder
{
    private readonly List<byte> _bytes = [];
    private DnsHeader _header;

    private DnsBuilder(DnsHeader header) => _header = header;

    /// <summary>A query as a stub resolver sends it.</summary>
    public static byte[] Query(string name, RecordType type, ushort id = 0x4242, ushort flags = DnsFlags.RecursionDesired,
        bool edns = false, bool dnssecOk = false, int udpPayloadSize = 1232, RecordClass @class = RecordClass.Internet)
    {
        DnsBuilder builder = new(new DnsHeader(id, new DnsFlags(flags), QuestionCount: 1));
        builder.PutName(name);
        builder.PutNumber((ushort)type);
        builder.PutNumber((ushort)@class);
        return edns || dnssecOk ? builder.Opt(udpPayloadSize, dnssecOk).ToArray() : builder.ToArray();
    }

    /// <summary>A reply to a query: its ID, its question, RD and CD, and no records yet.</summary>
    public static DnsBuilder ReplyTo(ReadOnlySpan<byte> query, Rcode rcode = Rcode.NoError)
    {
        DnsQueryReader.Read(query, out DnsQuery read);
        DnsBuilder builder = new(new DnsHeader(read.Id, read.Flags.ToResponse(rcode), QuestionCount: 1));
        builder._bytes.AddRange(query.Slice(DnsHeader.Size, read.QuestionLength));
        return builder;
    }

    public DnsBuilder Answer(string name, RecordType type, uint ttl, byte[] data)
    {
        _header = _header with { AnswerCount = (ushort)(_header.AnswerCount + 1) };
        return PutRecord(name, type, ttl, data);
    }

    public DnsBuilder Authority(string name, RecordType type, uint ttl, byte[] data)
    {
        _header = _header with { AuthorityCount = (ushort)(_header.AuthorityCount + 1) };
        return PutRecord(name, type, ttl, data);
    }

    public DnsBuilder Additional(string name, RecordType type, uint ttl, byte[] data)
    {
        _header = _header with { AdditionalCount = (ushort)(_header.AdditionalCount + 1) };
        return PutRecord(name, type, ttl, data);
    }

    public DnsBuilder A(string name, uint ttl, string address) => Answer(name, RecordType.A, ttl, IPAddress.Parse(address).GetAddressBytes());

    public DnsBuilder Cname(string name, uint ttl, string target) => Answer(name, RecordType.CNAME, ttl, Name(target));

    public DnsBuilder Soa(string zone, uint ttl, uint minimum) => Authority(zone, RecordType.SOA, ttl, SoaData(zone, minimum));

    public DnsBuilder Opt(int udpPayloadSize = 1232, bool dnssecOk = false)
    {
        Span<byte> opt = stackalloc byte[EdnsWriter.OptLength];
        EdnsWriter.WriteOpt(opt, udpPayloadSize, dnssecOk: dnssecOk);
        _bytes.AddRange(opt);
        _header = _header with { AdditionalCount = (ushort)(_header.AdditionalCount + 1) };
        return this;
    }

    /// <summary>An OPT record with options, as the last record.</summary>
    public DnsBuilder Opt(Rcode rcode, params ReadOnlySpan<(EdnsOptionCode Code, byte[] Data)> options)
    {
        byte[] opt = new byte[1024];
        int length = EdnsWriter.WriteOpt(opt, 1232, rcode);
        foreach ((EdnsOptionCode code, byte[] data) in options) length += EdnsWriter.AppendOption(opt, code, data);
        _bytes.AddRange(opt.AsSpan(0, length));
        _header = _header with { AdditionalCount = (ushort)(_header.AdditionalCount + 1) };
        return this;
    }

    public DnsBuilder Flags(ushort set = 0, ushort clear = 0)
    {
        _header = _header with { Flags = _header.Flags.With(set).Without(clear) };
        return this;
    }

    public byte[] ToArray()
    {
        byte[] message = new byte[DnsHeader.Size + _bytes.Count];
        _header.Write(message);
        _bytes.CopyTo(message, DnsHeader.Size);
        return message;
    }

    /// <summary>A name on the wire.</summary>
    public static byte[] Name(string name)
    {
        byte[] wire = new byte[DnsName.WireLengthMax];
        return DnsNameText.TryParse(name, wire, out int length) ? wire[..length] : throw new ArgumentException("not a name", nameof(name));
    }

    private static byte[] SoaData(string zone, uint minimum)
    {
        byte[] data = [.. Name("ns." + zone), .. Name("root." + zone), .. new byte[20]];
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(^4), minimum);
        return data;
    }

    private DnsBuilder PutRecord(string name, RecordType type, uint ttl, byte[] data)
    {
        PutName(name);
        PutNumber((ushort)type);
        PutNumber((ushort)RecordClass.Internet);
        PutNumber((ushort)(ttl >> 16));
        PutNumber((ushort)ttl);
        PutNumber((ushort)data.Length);
        _bytes.AddRange(data);
        return this;
    }

    private void PutName(string name) => _bytes.AddRange(Name(name));

    private void PutNumber(ushort number)
    {
        _bytes.Add((byte)(number >> 8));
        _bytes.Add((byte)number);
    }
}

using BenchmarkDotNet.Attributes;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Benchmarks;

/// <summary>Reading and writing one message.</summary>
[MemoryDiagnoser]
public class Codec
{
    private const string Name = "www.static.example.org";

    private readonly byte[] _query = DnsBuilder.Query(Name, RecordType.A, edns: true);
    private readonly byte[] _response;
    private readonly byte[] _written = new byte[1232];
    private readonly byte[] _discover = new byte[300];

    public Codec()
    {
        _response = DnsBuilder.ReplyTo(_query).Cname(Name, 300, "edge.example.net")
            .A("edge.example.net", 60, "192.0.2.1").A("edge.example.net", 60, "192.0.2.2").Opt().ToArray();
        byte[] options = [0x63, 0x82, 0x53, 0x63, 53, 1, 1, 55, 6, 1, 3, 6, 12, 15, 42, 12, 6, .. "laptop"u8, 57, 2, 5, 0xdc, 255];
        _discover[0] = _discover[1] = 1;
        _discover[2] = 6;
        options.CopyTo(_discover, 236);
    }

    [Benchmark]
    public DnsQueryStatus ReadQuery() => DnsQueryReader.Read(_query, out _);

    [Benchmark]
    public int ReadResponse()
    {
        DnsMessageReader.Open(_response, out DnsMessageReader reader);
        reader.SkipQuestions();
        int bytes = 0;
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) bytes += record.Data.Length;
        return bytes;
    }

    [Benchmark]
    public int CopyResponse()
    {
        DnsMessageReader.Open(_response, out DnsMessageReader reader);
        reader.ReadQuestion(out DnsQuestion question);
        DnsMessageWriter writer = new(_written);
        writer.TryWriteQuestion(question.Name, question.Type);
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok && record.Type != RecordType.OPT)
            writer.TryCopyRecord(record, 60);
        return writer.Finish(1, reader.Header.Flags);
    }

    [Benchmark]
    public bool ReadDiscover()
    {
        Dhcp4Message.Read(_discover, out Dhcp4Message message);
        return message.TryGetUInt16(OptionCode.MaximumMessageSize, out _) && message.Type == MessageType.Discover;
    }
}

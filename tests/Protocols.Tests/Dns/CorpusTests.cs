using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Protocols.Tests.Dns;

/// <summary>
/// Replays Corpus/*.hex: lines of hexadecimal digits, comments after #, and "expect query STATUS" or "expect response STATUS".
/// A packet that ever broke something becomes a file there.
/// </summary>
public sealed class CorpusTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Dns", "Corpus");

    public static TheoryData<string> Packets { get; } = [.. Directory.GetFiles(Folder, "*.hex").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_hostile_packet_gets_its_verdict(string file)
    {
        (string kind, string expected, byte[] bytes) = Load(file);
        string actual = kind switch
        {
            "query" => DnsQueryReader.Read(bytes, out _).ToString(),
            "response" => DnsMessageCheck.Check(bytes, out _).ToString(),
            _ => throw new InvalidDataException($"{file}: expect query or response, not {kind}"),
        };

        Assert.Equal(expected, actual);
        ShowAll(bytes);
    }

    private static (string Kind, string Expected, byte[] Bytes) Load(string file)
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(Folder, file)).Where(line => line.Length > 0)];
        string[] expect = lines.Single(line => line.StartsWith("expect ", StringComparison.Ordinal)).Split(' ');
        string hex = string.Concat(lines.Where(line => line[0] != '#' && !line.StartsWith("expect ", StringComparison.Ordinal)));
        return (expect[1], expect[2], Convert.FromHexString(hex));
    }

    // Whatever the verdict: what can be read of it can be shown.
    private static void ShowAll(byte[] bytes)
    {
        if (DnsMessageReader.Open(bytes, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.SkipQuestions() != DnsReadStatus.Ok) return;
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) Assert.NotEmpty(RecordText.Format(record));
    }
}

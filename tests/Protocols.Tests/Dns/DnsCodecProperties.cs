using FsCheck;
using FsCheck.Fluent;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Protocols.Tests.Dns;

// Arrays are exactly as long as the message, so a read past its end is an exception, and an exception is a failure.
public sealed class DnsCodecProperties
{
    private const int LongestRun = 5000;

    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(LongestRun);

    private static readonly byte[][] Seeds =
    [
        WireBuilder.Query("www.example.test"),
        WireBuilder.QueryWithOpt("www.example.test", options: new WireBuilder().Option(10, 8, "12345678"u8).Option(15, 2, [0, 1]).Build()),
        WireBuilder.Response(),
        new WireBuilder().Header(0x8180, answers: 3).Question("a.test", 255)
            .Pointer(12).Rest(15, 9, new WireBuilder().U16(1).Labels("mx").Pointer(14).Build())
            .Pointer(12).Rest(16, 9, [3, 1, 2, 3, 0])
            .Pointer(12).Rest(33, 9, new WireBuilder().U16(1).U16(2).U16(3).Labels("s").Pointer(14).Build()).Build(),
    ];

    [Fact]
    public void Random_bytes_never_throw() => Prop.ForAll(Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().ToArbitrary(), ReadsEverything).Check(Often);

    [Fact]
    public void Random_bytes_behind_a_header_never_throw() => Prop.ForAll(
        Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().Select(tail => Header(tail)).ToArbitrary(), ReadsEverything).Check(Often);

    [Fact]
    public void Mutated_messages_never_throw() => Prop.ForAll(Mutants().ToArbitrary(), ReadsEverything).Check(Often);

    [Fact]
    public void A_message_that_passes_the_check_is_the_same_after_copying() => Prop.ForAll(Mutants().ToArbitrary(), SurvivesCopying).Check(Often);

    [Fact]
    public void A_name_is_the_same_after_a_trip_through_text() => Prop.ForAll(Names().ToArbitrary(), wire =>
    {
        Assert.True(DnsName.TryFromWire(wire, out DnsName name));
        byte[] back = new byte[wire.Length];
        return DnsNameText.TryParse(name.ToString(), back, out int length) && length == wire.Length && back.SequenceEqual(wire);
    }).Check(Often);

    [Fact]
    public void A_name_is_the_same_after_a_trip_through_compression() => Prop.ForAll(Names().ArrayOf().ToArbitrary(), names =>
    {
        byte[] message = new byte[65535];
        DnsMessageWriter writer = new(message);
        foreach (byte[] wire in names) writer.TryWriteQuestion(NameOf(wire), RecordType.A);
        DnsMessageReader.Open(message.AsSpan(0, writer.Finish(0, default)), out DnsMessageReader reader);
        foreach (byte[] wire in names)
        {
            if (reader.ReadQuestion(out DnsQuestion question) != DnsReadStatus.Ok || !question.Name.Equals(NameOf(wire))) return false;
        }

        return reader.QuestionsLeft == 0;
    }).Check(Config.QuickThrowOnFailure);

    private static bool ReadsEverything(byte[] bytes)
    {
        DnsQueryStatus status = DnsQueryReader.Read(bytes, out DnsQuery query);
        byte[] response = new byte[DnsErrorResponse.LengthMax];
        int length = status is DnsQueryStatus.TooShort ? 0 : DnsErrorResponse.Write(bytes, query, Rcode.BadVers, response, 1232);
        if (length != 0 && DnsMessageCheck.Check(response.AsSpan(0, length), out int whole) != DnsReadStatus.Ok | whole != length) return false;

        DnsMessageCheck.Check(bytes, out _);
        if (DnsMessageReader.Open(bytes, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.SkipQuestions() != DnsReadStatus.Ok) return true;
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) RecordText.Format(record);
        return reader.Offset <= bytes.Length;
    }

    private static bool SurvivesCopying(byte[] bytes)
    {
        if (DnsMessageCheck.Check(bytes, out _) != DnsReadStatus.Ok) return true;
        byte[] copy = new byte[65535];
        DnsMessageWriter writer = new(copy);
        DnsMessageReader.Open(bytes, out DnsMessageReader reader);
        while (reader.QuestionsLeft > 0 && reader.ReadQuestion(out DnsQuestion q) == DnsReadStatus.Ok) writer.TryWriteQuestion(q.Name, q.Type, q.Class);
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) writer.TryCopyRecord(record, record.TtlSeconds);
        int length = writer.Finish(reader.Header.Id, reader.Header.Flags);
        return Text(bytes).Equals(Text(copy.AsSpan(0, length)), StringComparison.OrdinalIgnoreCase);
    }

    private static string Text(ReadOnlySpan<byte> message)
    {
        DnsMessageReader.Open(message, out DnsMessageReader reader);
        List<string> lines = [];
        while (reader.QuestionsLeft > 0 && reader.ReadQuestion(out DnsQuestion question) == DnsReadStatus.Ok) lines.Add(question.Name.ToString());
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) lines.Add(record.Section + RecordText.Format(record));
        return string.Join('\n', lines);
    }

    private static byte[] Header(byte[] tail) => new WireBuilder().Header(tail.Length % 2 == 0 ? 0x0100 : 0x8180, 1, tail.Length % 3, 0, 1).Bytes(tail).Build();

    private static Gen<byte[]> Names()
    {
        Gen<byte[]> label = Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().Where(l => l.Length is > 0 and <= DnsName.LabelLengthMax);
        return label.ArrayOf().Select(ToWire);
    }

    private static byte[] ToWire(byte[][] labels)
    {
        WireBuilder builder = new();
        foreach (byte[] label in labels)
        {
            if (builder.Length + label.Length + 2 <= DnsName.WireLengthMax) builder.U8(label.Length).Bytes(label);
        }

        return builder.U8(0).Build();
    }

    private static DnsName NameOf(byte[] wire)
    {
        Assert.True(DnsName.TryFromWire(wire, out DnsName name));
        return name;
    }

    private static Gen<byte[]> Mutants() =>
        from seed in Gen.Elements(Seeds)
        from changes in Gen.Choose(0, int.MaxValue).ArrayOf()
        select changes.Take(6).Aggregate(seed, Mutate);

    private static byte[] Mutate(byte[] message, int change)
    {
        if (message.Length == 0) return message;
        Random random = new(change);
        int at = random.Next(message.Length);
        byte[] copy = [.. message];
        switch (random.Next(6))
        {
            case 0: copy[at] ^= (byte)(1 << random.Next(8)); return copy;
            case 1: copy[at] = (byte)random.Next(256); return copy;
            case 2: return copy[..at];
            case 3: return [.. copy[..at], 0xc0, (byte)random.Next(message.Length), .. copy[at..]];
            case 4: return [.. copy[..at], .. copy[Math.Min(at + random.Next(1, 16), copy.Length)..]];
            default: copy[at] = 0xc0; return copy;
        }
    }
}

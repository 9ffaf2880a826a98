using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns;

public sealed class DnsMessageReaderTests
{
    [Fact]
    public void A_response_is_read_record_by_record_with_its_sections()
    {
        byte[] message = WireBuilder.Response();
        Assert.Equal(DnsReadStatus.Ok, DnsMessageReader.Open(message, out DnsMessageReader reader));
        Assert.Equal(DnsReadStatus.Ok, reader.ReadQuestion(out DnsQuestion question));
        Assert.Equal("www.example.test.", question.Name.ToString());
        Assert.Equal(0, reader.QuestionsLeft);
        Assert.Equal(4, reader.RecordsLeft);

        List<string> seen = [];
        while (reader.RecordsLeft > 0)
        {
            Assert.Equal(DnsReadStatus.Ok, reader.ReadRecord(out DnsRecord record));
            seen.Add($"{record.Section} {record.Owner.ToString()} {record.TtlSeconds} {record.Type} {record.DataLength}");
        }

        Assert.Equal(
            ["Answer www.example.test. 300 CNAME 7", "Answer host.example.test. 60 A 4", "Authority example.test. 3600 SOA 32", "Additional . 0 OPT 0"],
            seen);
        Assert.Equal(message.Length, reader.Offset);
    }

    [Fact]
    public void The_TTL_stands_where_the_record_says()
    {
        byte[] message = WireBuilder.Response();
        DnsRecord record = FirstRecord(message);
        Assert.Equal(300u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(record.TtlOffset)));
        Assert.Equal(record.DataOffset, record.TtlOffset + 6);
    }

    // RFC 2181 §8
    [Theory]
    [InlineData(0x7fffffffu, int.MaxValue)]
    [InlineData(0x80000000u, 0)]
    [InlineData(0xffffffffu, 0)]
    public void A_TTL_with_the_top_bit_set_is_zero(uint raw, int seconds)
    {
        DnsRecord record = FirstRecord(new WireBuilder().Header(0x8180, answers: 1).Question("a.test").Pointer(12).Rest(1, raw, new byte[4]).Build());
        Assert.Equal(raw, record.RawTtl);
        Assert.Equal(seconds, record.TtlSeconds);
    }

    [Fact]
    public void A_read_that_fails_leaves_the_position_where_it_was()
    {
        byte[] whole = WireBuilder.Response();
        for (int length = DnsHeader.Size; length < whole.Length; length++)
        {
            Assert.Equal(DnsReadStatus.Ok, DnsMessageReader.Open(whole.AsSpan(0, length), out DnsMessageReader reader));
            DnsReadStatus status = reader.SkipQuestions();
            int before = reader.Offset;
            while (status == DnsReadStatus.Ok)
            {
                before = reader.Offset;
                status = reader.ReadRecord(out _);
            }

            Assert.Equal(DnsReadStatus.Truncated, status);
            Assert.Equal(before, reader.Offset);
        }
    }

    [Fact]
    public void What_is_shorter_than_a_header_is_truncated() =>
        Assert.Equal(DnsReadStatus.Truncated, DnsMessageReader.Open(new byte[11], out _));

    private static DnsRecord FirstRecord(byte[] message)
    {
        DnsMessageReader.Open(message, out DnsMessageReader reader);
        reader.SkipQuestions();
        Assert.Equal(DnsReadStatus.Ok, reader.ReadRecord(out DnsRecord record));
        return record;
    }
}

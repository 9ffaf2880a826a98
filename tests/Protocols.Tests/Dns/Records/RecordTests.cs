using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Protocols.Tests.Dns.Records;

// A message "host.test" with one record whose data may point to offset 12 (host.test) and 17 (test).
public sealed class RecordTests
{
    [Fact]
    public void Addresses() // RFC 1035 §3.4.1, RFC 3596 §2.2
    {
        Shows(RecordType.A, "192.0.2.1", b => b.U8(192, 0, 2, 1));
        Shows(RecordType.AAAA, "2001:db8::1", b => b.U16(0x2001).U16(0xdb8).Bytes(new byte[11]).U8(1));
    }

    [Fact]
    public void Names_with_and_without_compression() // RFC 1035 §3.3
    {
        foreach (RecordType type in (RecordType[])[RecordType.CNAME, RecordType.NS, RecordType.PTR])
        {
            Shows(type, "a.host.test.", b => b.Labels("a").Pointer(12));
            Shows(type, "b.example.", b => b.Name("b.example"));
        }
    }

    [Fact]
    public void Mail_and_services() // RFC 1035 §3.3.9, RFC 2782
    {
        Shows(RecordType.MX, "10 mx.test.", b => b.U16(10).Labels("mx").Pointer(17));
        Shows(RecordType.SRV, "1 2 443 s.test.", b => b.U16(1).U16(2).U16(443).Labels("s").Pointer(17));
    }

    [Fact]
    public void Names_are_whole_in_types_that_are_seldom_seen_too() // RFC 1035 §3.3, RFC 1183, RFC 2230, RFC 6672
    {
        foreach (RecordType type in (RecordType[])[RecordType.DNAME, RecordType.MB, RecordType.MG, RecordType.MR]) Shows(type, "a.host.test.", b => b.Labels("a").Pointer(12));
        foreach (RecordType type in (RecordType[])[RecordType.KX, RecordType.AFSDB, RecordType.RT]) Shows(type, "1 mx.test.", b => b.U16(1).Labels("mx").Pointer(17));
        Shows(RecordType.RP, "a.host.test. host.test.", b => b.Labels("a").Pointer(12).Pointer(12));
        Shows(RecordType.PX, "5 a.test. b.test.", b => b.U16(5).Labels("a").Pointer(17).Labels("b").Pointer(17));
    }

    [Fact]
    public void The_head_of_a_zone() // RFC 1035 §3.3.13
    {
        Shows(RecordType.SOA, "ns.test. root.host.test. 1 2 3 4 4294967295", b => b.Labels("ns").Pointer(17).Labels("root").Pointer(12)
            .U32(1).U32(2).U32(3).U32(4).U32(uint.MaxValue));
    }

    [Fact]
    public void Texts() // RFC 1035 §3.3.14
    {
        Shows(RecordType.TXT, "\"hello world\" \"\" \"a\\\"b\\\\c\\007\\200;.\"", b => b
            .U8(11).Bytes("hello world"u8).U8(0).U8(9).Bytes("a\"b\\c"u8).U8(7, 200).Bytes(";."u8));
    }

    [Theory] // RFC 3597 §5
    [InlineData(666, @"\# 3 ABCDEF")]
    [InlineData((int)RecordType.HTTPS, @"\# 3 ABCDEF")]
    public void A_type_that_is_not_known_here_is_shown_in_hexadecimal(int type, string expected) =>
        Shows((RecordType)type, expected, b => b.U8(0xab, 0xcd, 0xef));

    [Fact]
    public void Empty_data_of_an_unknown_type_has_its_form_too() => Shows((RecordType)666, @"\# 0", b => b);

    [Fact]
    public void A_whole_record_reads_like_a_line_of_a_zone_file()
    {
        Assert.Equal("host.test. 60 IN A 192.0.2.1", RecordText.Format(Record(RecordType.A, b => b.U8(192, 0, 2, 1))));
        Assert.Equal(@"host.test. 60 IN TYPE666 \# 1 01", RecordText.Format(Record((RecordType)666, b => b.U8(1))));
    }

    [Theory]
    [InlineData(RecordType.A, "010203")]
    [InlineData(RecordType.A, "0102030405")]
    [InlineData(RecordType.AAAA, "01020304")]
    [InlineData(RecordType.CNAME, "")]
    [InlineData(RecordType.CNAME, "0161")] // no end
    [InlineData(RecordType.CNAME, "016100ff")] // a byte too many
    [InlineData(RecordType.CNAME, "c0")]
    [InlineData(RecordType.PTR, "c024")] // to itself
    [InlineData(RecordType.NS, "c0ff")]
    [InlineData(RecordType.MX, "00")]
    [InlineData(RecordType.MX, "000a")]
    [InlineData(RecordType.SRV, "000100020003")]
    [InlineData(RecordType.SOA, "0000")]
    [InlineData(RecordType.SOA, "000000000001000000010000000100000001000000")]
    [InlineData(RecordType.SOA, "00000000000100000001000000010000000100000001ff")]
    [InlineData(RecordType.TXT, "")]
    [InlineData(RecordType.TXT, "0361")]
    [InlineData(RecordType.TXT, "016103")]
    public void Broken_data_is_refused_by_every_reader_and_shown_as_bytes(RecordType type, string hex)
    {
        byte[] data = Convert.FromHexString(hex);
        DnsRecord record = Record(type, b => b.Bytes(data));

        Assert.NotEqual(DnsReadStatus.Ok, RecordLayout.Check(record));
        Assert.StartsWith(@"\# ", RecordText.FormatData(record), StringComparison.Ordinal);
        Assert.False(RecordLayout.TryCopyUncompressed(record, new byte[1000], out _));
    }

    [Fact]
    public void Names_leave_their_message_uncompressed()
    {
        DnsRecord record = Record(RecordType.MX, b => b.U16(10).Labels("mx").Pointer(17));
        byte[] copy = new byte[11];

        Assert.True(RecordLayout.TryCopyUncompressed(record, copy, out int length));
        Assert.Equal(new WireBuilder().U16(10).Name("mx.test").Build(), copy[..length]);
        Assert.False(RecordLayout.TryCopyUncompressed(record, copy.AsSpan(0, length - 1), out _));
    }

    [Fact]
    public void Type_names_are_read_as_they_are_written()
    {
        Assert.True(RecordTypeText.TryParse("aaaa", out RecordType type));
        Assert.Equal(RecordType.AAAA, type);
        Assert.True(RecordTypeText.TryParse("type666", out type));
        Assert.Equal("TYPE666", RecordTypeText.Format(type));
        Assert.False(RecordTypeText.TryParse("28", out _));
        Assert.False(RecordTypeText.TryParse("TYPE65536", out _));
        Assert.False(RecordTypeText.TryParse("A,MX", out _));
        Assert.False(RecordTypeText.TryParse("", out _));
    }

    private static void Shows(RecordType type, string expected, Func<WireBuilder, WireBuilder> data)
    {
        DnsRecord record = Record(type, data);
        Assert.Equal(DnsReadStatus.Ok, RecordLayout.Check(record));
        Assert.Equal(expected, RecordText.FormatData(record));
    }

    private static DnsRecord Record(RecordType type, Func<WireBuilder, WireBuilder> data)
    {
        byte[] message = new WireBuilder().Header(0x8180, answers: 1).Question("host.test", (int)type)
            .Pointer(12).Rest((int)type, 60, data(new WireBuilder()).Build()).Build();
        DnsMessageReader.Open(message, out DnsMessageReader reader);
        reader.SkipQuestions();
        Assert.Equal(DnsReadStatus.Ok, reader.ReadRecord(out DnsRecord record));
        return record;
    }
}

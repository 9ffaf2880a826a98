using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;
using Polymasq.TestKit;

namespace Polymasq.Protocols.Tests.Dns;

public sealed class DnsMessageWriterTests
{
    private static readonly byte[] Www = DnsNameText.ToLowerWire("www.example.test")!;
    private static readonly byte[] Host = DnsNameText.ToLowerWire("host.example.test")!;

    [Fact]
    public void Names_are_compressed_to_what_was_written_before()
    {
        byte[] message = new byte[512];
        DnsMessageWriter writer = new(message);
        Assert.True(writer.TryWriteQuestion(Name(Www), RecordType.A));
        Assert.True(writer.TryWriteRecord(DnsSection.Answer, Name(Www), 300, new CnameRecord(Name(Host))));
        Assert.True(writer.TryWriteRecord(DnsSection.Answer, Name(Host), 60, new ARecord([192, 0, 2, 1])));
        int length = writer.Finish(0x4242, new DnsFlags(0x8180));

        byte[] expected = new WireBuilder().Header(0x8180, answers: 2).Question("www.example.test")
            .Pointer(12).Rest(5, 300, new WireBuilder().Labels("host").Pointer(16).Build())
            .Pointer(46).Rest(1, 60, [192, 0, 2, 1])
            .Build();
        Assert.Equal(expected, message[..length]);
    }

    [Fact]
    public void A_name_does_not_point_into_itself()
    {
        byte[] message = new byte[100];
        DnsMessageWriter writer = new(message);
        Assert.True(writer.TryWriteQuestion(Name(DnsNameText.ToLowerWire("a.a")!), RecordType.A));
        int length = writer.Finish(1, default);

        Assert.Equal(new WireBuilder().Header(0, id: 1).Question("a.a").Build(), message[..length]);
    }

    // RFC 2782: the target of SRV is never compressed.
    [Fact]
    public void The_target_of_SRV_is_written_out()
    {
        byte[] message = new byte[512];
        DnsMessageWriter writer = new(message);
        writer.TryWriteQuestion(Name(Host), RecordType.SRV);
        Assert.True(writer.TryWriteRecord(DnsSection.Answer, Name(Host), 1, new SrvRecord(1, 2, 3, Name(Host))));
        int length = writer.Finish(1, default);

        Assert.Equal(new WireBuilder().U16(1).U16(2).U16(3).Name("host.example.test").Build(), message[(length - 25)..length]);
    }

    // RFC 2181 §9: a record is there or it is not.
    [Fact]
    public void A_record_that_does_not_fit_is_taken_back_whole()
    {
        byte[] big = new byte[512];
        int whole = WriteTwo(big);
        byte[] shorter = new byte[whole - 1];
        DnsMessageWriter writer = new(shorter);
        Assert.True(writer.TryWriteQuestion(Name(Www), RecordType.A));
        Assert.True(writer.TryWriteRecord(DnsSection.Answer, Name(Www), 1, new ARecord([1, 2, 3, 4])));
        int before = writer.Length;
        Assert.False(writer.TryWriteRecord(DnsSection.Additional, Name(Host), 1, new ARecord([5, 6, 7, 8])));
        Assert.Equal(before, writer.Length);
        int length = writer.Finish(1, new DnsFlags(0x8380));

        Assert.Equal(DnsReadStatus.Ok, DnsMessageCheck.Check(shorter.AsSpan(0, length), out int checkedLength));
        Assert.Equal(before, checkedLength);
    }

    [Fact]
    public void Nothing_points_to_a_name_that_was_taken_back()
    {
        byte[] message = new byte[512];
        DnsMessageWriter writer = new(message);
        writer.TryWriteQuestion(Name(Www), RecordType.A);
        DnsWriterMark mark = writer.Mark();
        writer.TryWriteRecord(DnsSection.Answer, Name(DnsNameText.ToLowerWire("else.where")!), 1, new ARecord([1, 2, 3, 4]));
        writer.Rewind(mark);
        writer.TryWriteRecord(DnsSection.Answer, Name(DnsNameText.ToLowerWire("where")!), 1, new ARecord([1, 2, 3, 4]));
        int length = writer.Finish(1, default);

        byte[] expected = new WireBuilder().Header(0, answers: 1, id: 1).Question("www.example.test").Name("where").Rest(1, 1, [1, 2, 3, 4]).Build();
        Assert.Equal(expected, message[..length]);
    }

    [Fact]
    public void Room_kept_for_OPT_is_used_by_OPT_alone()
    {
        byte[] message = new byte[DnsHeader.Size + 30];
        DnsMessageWriter writer = new(message, reservedForOpt: 11);
        Assert.True(writer.TryWriteRecord(DnsSection.Answer, default, 1, new ARecord([1, 2, 3, 4]))); // 15
        Assert.False(writer.TryWriteRecord(DnsSection.Answer, default, 1, new ARecord([1, 2, 3, 4])));
        Assert.True(writer.TryWriteOpt(1232, dnssecOk: true));
        int length = writer.Finish(1, default);

        Assert.Equal(new WireBuilder().Opt(1232, flags: 0x8000).Build(), message[(length - 11)..length]);
    }

    [Fact]
    public void Writing_a_message_allocates_nothing()
    {
        byte[] message = new byte[512];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++) WriteTwo(message);
        }));
    }

    // More suffixes than the table holds: still right, only longer.
    [Fact]
    public void Many_names_are_written_right()
    {
        byte[] message = new byte[8192];
        DnsMessageWriter writer = new(message);
        for (int i = 0; i < 100; i++)
        {
            byte[] name = DnsNameText.ToLowerWire($"a{i}.b{i}.test")!;
            Assert.True(writer.TryWriteRecord(DnsSection.Answer, Name(name), i, new PtrRecord(Name(name))));
        }

        DnsMessageReader.Open(message.AsSpan(0, writer.Finish(1, default)), out DnsMessageReader reader);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(DnsReadStatus.Ok, reader.ReadRecord(out DnsRecord record));
            Assert.Equal($"a{i}.b{i}.test. {i} IN PTR a{i}.b{i}.test.", RecordText.Format(record));
        }
    }

    private static int WriteTwo(byte[] message)
    {
        DnsMessageWriter writer = new(message);
        writer.TryWriteQuestion(Name(Www), RecordType.A);
        writer.TryWriteRecord(DnsSection.Answer, Name(Www), 1, new ARecord([1, 2, 3, 4]));
        writer.TryWriteRecord(DnsSection.Additional, Name(Host), 1, new ARecord([5, 6, 7, 8]));
        return writer.Finish(1, default);
    }

    private static DnsName Name(byte[] wire)
    {
        DnsName.TryFromWire(wire, out DnsName name);
        return name;
    }
}

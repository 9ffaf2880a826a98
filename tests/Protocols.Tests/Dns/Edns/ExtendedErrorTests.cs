using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Protocols.Tests.Dns.Edns;

// RFC 8914 §2
public sealed class ExtendedErrorTests
{
    [Fact]
    public void An_error_response_can_say_why()
    {
        byte[] datagram = WireBuilder.QueryWithOpt("a.test");
        DnsQueryReader.Read(datagram, out DnsQuery query);
        byte[] buffer = new byte[512];
        int length = DnsErrorResponse.Write(datagram, query, Rcode.ServFail, buffer, 1232);
        int added = new ExtendedError(ExtendedErrorCode.NoReachableAuthority, "all upstream servers are down"u8)
            .AppendTo(buffer.AsSpan(length - EdnsWriter.OptLength));

        Assert.Equal("NoReachableAuthority: all upstream servers are down", ReadError(buffer.AsSpan(0, length + added)));
    }

    [Fact]
    public void The_writer_appends_it_to_the_OPT_record()
    {
        byte[] buffer = new byte[100];
        DnsMessageWriter writer = new(buffer);
        writer.TryWriteOpt(1232);
        Assert.True(writer.TryAppendOption(EdnsOptionCode.Nsid, "gw1"u8));
        Assert.True(new ExtendedError(ExtendedErrorCode.StaleAnswer, default).TryAppendTo(ref writer));

        Assert.Equal("StaleAnswer", ReadError(buffer.AsSpan(0, writer.Finish(1, new DnsFlags(0x8180)))));
    }

    [Fact]
    public void Without_room_there_is_no_option_and_long_texts_are_cut()
    {
        byte[] buffer = new byte[DnsHeader.Size + EdnsWriter.OptLength + 5];
        DnsMessageWriter writer = new(buffer);
        writer.TryWriteOpt(1232);
        int before = writer.Length;
        Assert.False(new ExtendedError(ExtendedErrorCode.Other, default).TryAppendTo(ref writer));
        Assert.Equal(before, writer.Length);

        byte[] big = new byte[1000];
        writer = new DnsMessageWriter(big);
        writer.TryWriteOpt(1232);
        Assert.True(new ExtendedError(ExtendedErrorCode.Other, new byte[500]).TryAppendTo(ref writer));
        Assert.Equal(before + 4 + 2 + ExtendedError.TextLengthMax, writer.Length);
    }

    [Fact]
    public void An_option_too_short_for_a_code_is_none() => Assert.False(ExtendedError.TryRead([0], out _));

    private static string ReadError(ReadOnlySpan<byte> message)
    {
        Assert.Equal(DnsReadStatus.Ok, DnsMessageCheck.Check(message, out int length));
        Assert.Equal(message.Length, length);
        DnsMessageReader.Open(message, out DnsMessageReader reader);
        reader.SkipQuestions();
        reader.ReadRecord(out DnsRecord opt);
        EdnsOptionReader options = new(opt.Data);
        while (options.MoveNext() && options.Code != EdnsOptionCode.ExtendedError) { }
        Assert.True(ExtendedError.TryRead(options.Data, out ExtendedError error));
        return error.ToString();
    }
}

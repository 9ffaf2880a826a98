using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns;

public sealed class DnsMessageCheckTests
{
    [Fact]
    public void A_response_passes_and_bytes_behind_it_are_not_counted()
    {
        byte[] message = WireBuilder.Response();
        Assert.Equal(DnsReadStatus.Ok, DnsMessageCheck.Check([.. message, 1, 2, 3], out int length));
        Assert.Equal(message.Length, length);
    }

    [Fact]
    public void A_response_cut_anywhere_does_not_pass()
    {
        byte[] message = WireBuilder.Response();
        for (int end = 0; end < message.Length; end++) Assert.Equal(DnsReadStatus.Truncated, DnsMessageCheck.Check(message.AsSpan(0, end), out _));
    }

    [Fact]
    public void Data_that_lies_does_not_pass()
    {
        byte[] message = new WireBuilder().Header(0x8180, answers: 1).Question("a.test").Pointer(12).Rest(1, 60, [1, 2, 3]).Build();
        Assert.Equal(DnsReadStatus.BadRecordData, DnsMessageCheck.Check(message, out _));
    }

    [Fact]
    public void A_name_in_data_may_not_run_into_the_next_record()
    {
        byte[] message = new WireBuilder().Header(0x8180, answers: 2).Question("a.test")
            .Pointer(12).Rest(5, 60, [1, (byte)'b'])
            .U8(0).Rest(1, 60, [1, 2, 3, 4]).Build();
        Assert.Equal(DnsReadStatus.Truncated, DnsMessageCheck.Check(message, out _));
    }
}

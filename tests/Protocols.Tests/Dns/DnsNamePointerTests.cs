using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns;

// RFC 1035 §4.1.4: every way in which a name can be broken, each by its name. The spans end exactly where the bytes do.
public sealed class DnsNamePointerTests
{
    private const int Start = 20;

    [Fact]
    public void A_pointer_to_itself() => Refuses(DnsReadStatus.PointerNotBackwards, b => b.Pointer(Start));

    [Fact]
    public void A_pointer_to_the_label_before_it() => Refuses(DnsReadStatus.PointerNotBackwards, b => b.Labels("a").Pointer(Start));

    [Fact]
    public void A_pointer_into_the_middle_of_its_own_label() =>
        Refuses(DnsReadStatus.PointerNotBackwards, b => b.Labels("abc").Pointer(Start + 2));

    [Fact]
    public void A_pointer_to_its_own_second_octet() => Refuses(DnsReadStatus.PointerNotBackwards, b => b.Pointer(Start + 1));

    [Fact]
    public void A_pointer_forwards() => Refuses(DnsReadStatus.PointerNotBackwards, b => b.Pointer(Start + 2).Name("a"));

    [Fact]
    public void A_pointer_past_the_end() => Refuses(DnsReadStatus.PointerNotBackwards, b => b.Pointer(0x3fff));

    [Fact]
    public void Two_pointers_to_each_other()
    {
        byte[] message = new WireBuilder().Bytes(new byte[Start]).Pointer(Start + 2).Pointer(Start).Build();

        Assert.Equal(DnsReadStatus.PointerNotBackwards, DnsName.Read(message, Start + 2, out _, out _));
        Assert.Equal(DnsReadStatus.PointerNotBackwards, DnsName.Read(message, Start, out _, out _));
    }

    [Fact]
    public void A_loop_through_a_label()
    {
        byte[] message = new WireBuilder().Bytes(new byte[Start]).Labels("a").Pointer(Start + 4).Labels("b").Pointer(Start).Build();

        Assert.Equal(DnsReadStatus.PointerNotBackwards, DnsName.Read(message, Start + 4, out _, out _));
    }

    [Fact]
    public void A_pointer_into_the_header() => Refuses(DnsReadStatus.PointerIntoHeader, b => b.Pointer(DnsHeader.Size - 1));

    [Fact]
    public void A_pointer_to_the_start_of_the_message() => Refuses(DnsReadStatus.PointerIntoHeader, b => b.Pointer(0));

    [Fact]
    public void A_pointer_in_a_name_that_stands_alone() => Assert.Equal(DnsReadStatus.PointerNotBackwards, DnsName.Read([0xc0, 0], 0, out _, out _));

    [Fact]
    public void A_pointer_cut_in_half() => Refuses(DnsReadStatus.Truncated, b => b.Labels("a").U8(0xc0));

    [Fact]
    public void A_chain_of_more_pointers_than_a_name_has_labels()
    {
        WireBuilder builder = new WireBuilder().Bytes(new byte[Start]).U8(0, 0);
        for (int i = 0; i < 128; i++) builder.Pointer(builder.Length - 2);
        byte[] message = builder.Build();

        Assert.Equal(DnsReadStatus.TooManyPointers, DnsName.Read(message, message.Length - 2, out _, out _));
        Assert.Equal(DnsReadStatus.Ok, DnsName.Read(message, message.Length - 4, out _, out _));
    }

    // RFC 6891 §5: 01 was the extended label type and is withdrawn, 10 is not assigned.
    [Theory]
    [InlineData(0x40)]
    [InlineData(0x41)]
    [InlineData(0x80)]
    [InlineData(0xbf)]
    public void A_label_type_that_nobody_defines(int octet) => Refuses(DnsReadStatus.BadLabelType, b => b.U8(octet, 1, 2, 0));

    [Fact]
    public void A_label_that_runs_off_the_end() => Refuses(DnsReadStatus.Truncated, b => b.U8(63).Bytes("short"u8));

    [Fact]
    public void A_name_without_its_end() => Refuses(DnsReadStatus.Truncated, b => b.Labels("www.example"));

    [Theory]
    [InlineData(Start)]
    [InlineData(Start + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void An_offset_outside_the_message(int offset) => Assert.Equal(DnsReadStatus.Truncated, DnsName.Read(new byte[Start], offset, out _, out _));

    private static void Refuses(DnsReadStatus expected, Func<WireBuilder, WireBuilder> build)
    {
        byte[] message = build(new WireBuilder().Bytes(new byte[Start])).Build();

        Assert.Equal(expected, DnsName.Read(message, Start, out DnsName name, out _));
        Assert.True(name.IsRoot);
    }
}

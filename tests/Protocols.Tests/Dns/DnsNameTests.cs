using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns;

// RFC 1035 §3.1, §4.1.4
public sealed class DnsNameTests
{
    private const int AfterHeader = DnsHeader.Size;

    [Fact]
    public void A_name_without_pointers_is_as_long_as_it_stands()
    {
        byte[] message = At(AfterHeader).Name("www.example.test").U8(0xff).Build();

        Assert.Equal(DnsReadStatus.Ok, DnsName.Read(message, AfterHeader, out DnsName name, out int encodedLength));
        Assert.Equal(18, encodedLength);
        Assert.Equal(18, name.WireLength);
        Assert.Equal("www.example.test.", name.ToString());
    }

    [Fact]
    public void A_compressed_name_goes_on_at_the_pointer_and_ends_behind_it()
    {
        byte[] message = At(AfterHeader).Name("example.test").Labels("www").Pointer(AfterHeader).U8(0xff).Build();

        Assert.Equal(DnsReadStatus.Ok, DnsName.Read(message, AfterHeader + 14, out DnsName name, out int encodedLength));
        Assert.Equal(6, encodedLength);
        Assert.Equal(18, name.WireLength);
        Assert.Equal("www.example.test.", name.ToString());
        Span<byte> wire = stackalloc byte[18];
        Assert.Equal(18, name.CopyTo(wire));
        Assert.Equal(new WireBuilder().Name("www.example.test").Build(), wire);
    }

    [Fact]
    public void Pointers_may_follow_one_another()
    {
        byte[] message = At(AfterHeader).Name("test").Labels("example").Pointer(AfterHeader).Labels("www").Pointer(18).Pointer(28).Build();

        Assert.Equal(DnsReadStatus.Ok, DnsName.Read(message, 34, out DnsName name, out int encodedLength));
        Assert.Equal(2, encodedLength);
        Assert.Equal("www.example.test.", name.ToString());
    }

    [Fact]
    public void The_root_is_one_octet_and_has_no_labels()
    {
        Assert.Equal(DnsReadStatus.Ok, DnsName.Read([0], 0, out DnsName name, out int encodedLength));
        Assert.Equal(1, encodedLength);
        Assert.True(name.IsRoot);
        Assert.Equal(".", name.ToString());
        Assert.True(default(DnsName).Equals(name));
        Assert.Equal(1, default(DnsName).CopyTo(new byte[1]));
    }

    [Fact]
    public void A_name_of_255_octets_is_read_and_one_of_256_is_not()
    {
        string three = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63));
        byte[] longest = new WireBuilder().Name(three + "." + new string('d', 61)).Build();
        byte[] tooLong = new WireBuilder().Name(three + "." + new string('d', 62)).Build();

        Assert.Equal(255, longest.Length);
        Assert.Equal(DnsReadStatus.Ok, DnsName.Read(longest, 0, out _, out _));
        Assert.Equal(DnsReadStatus.NameTooLong, DnsName.Read(tooLong, 0, out _, out _));
    }

    [Fact]
    public void Pointers_do_not_get_a_name_past_255_octets()
    {
        WireBuilder builder = At(AfterHeader).Name(new string('a', 63));
        int previous = AfterHeader;
        for (int i = 0; i < 4; i++)
        {
            int start = builder.Length;
            builder.Labels(new string('b', 63)).Pointer(previous);
            previous = start;
        }

        Assert.Equal(DnsReadStatus.NameTooLong, DnsName.Read(builder.Build(), previous, out _, out _));
    }

    [Fact]
    public void Letter_case_does_not_matter_to_equality_and_other_octets_do()
    {
        Assert.True(Parse("wWw.EXAMPLE.test").Equals(Parse("WWW.example.TEST")));
        Assert.False(Parse("www.example.test").Equals(Parse("www.example.tesu")));
        Assert.False(Parse("a.bc").Equals(Parse("ab.c")));
        Assert.False(Parse("[").Equals(Parse("{"))); // differ in the bit that tells letter cases apart
    }

    [Fact]
    public void A_compressed_name_equals_the_same_name_uncompressed()
    {
        byte[] message = At(AfterHeader).Name("example.test").Labels("www").Pointer(AfterHeader).Build();
        DnsName.Read(message, AfterHeader + 14, out DnsName compressed, out _);

        Assert.True(compressed.Equals(Parse("www.example.test")));
        Assert.False(compressed.Equals(Parse("www.example.tests")));
    }

    [Fact]
    public void The_lower_case_form_changes_letters_alone()
    {
        Span<byte> lower = stackalloc byte[DnsName.WireLengthMax];
        int length = Parse(@"AZaz09-_@[`{\000\255.MiXeD.TEST").CopyLowerTo(lower);

        DnsName.TryFromWire(lower[..length], out DnsName name);
        Assert.Equal(@"azaz09-_\@[`{\000\255.mixed.test.", name.ToString());
    }

    private static WireBuilder At(int offset) => new WireBuilder().Bytes(new byte[offset]);

    private static DnsName Parse(string text)
    {
        byte[] wire = new byte[DnsName.WireLengthMax];
        Assert.True(DnsNameText.TryParse(text, wire, out int length));
        Assert.True(DnsName.TryFromWire(wire.AsSpan(0, length), out DnsName name));
        return name;
    }
}

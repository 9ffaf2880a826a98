using System.Text;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Protocols.Tests.Dhcp4;

public sealed class Dhcp4MessageTests
{
    // RFC 2131 §2, figure 1.
    [Fact]
    public void The_fixed_part_is_read_field_by_field()
    {
        byte[] bytes = (Dhcp4Bytes.Of(MessageType.Request) with
        {
            Xid = 0xCAFEBABE, Flags = Dhcp4Layout.BroadcastFlag, Ciaddr = "10.0.0.1", Giaddr = "10.0.0.4", Mac = "02:11:22:33:44:55",
            ServerName = "server\0"u8.ToArray(), File = "boot.img\0"u8.ToArray(),
        }).ToArray();
        Ipv4Address.Parse("10.0.0.2").Write(bytes.AsSpan(16));
        Ipv4Address.Parse("10.0.0.3").Write(bytes.AsSpan(20));
        bytes[9] = 7;

        Dhcp4Message message = Read(bytes);

        Assert.True(message.IsRequest);
        Assert.Equal(MessageType.Request, message.Type);
        Assert.Equal(0xCAFEBABEu, message.Xid);
        Assert.Equal(7, message.Secs);
        Assert.Equal(Dhcp4Layout.BroadcastFlag, message.Flags);
        Assert.Equal("10.0.0.1", message.Ciaddr.ToString());
        Assert.Equal("10.0.0.2", message.Yiaddr.ToString());
        Assert.Equal("10.0.0.3", message.Siaddr.ToString());
        Assert.Equal("10.0.0.4", message.Giaddr.ToString());
        Assert.Equal("02:11:22:33:44:55", message.Chaddr.ToString());
        Assert.Equal("server", Encoding.ASCII.GetString(message.ServerName));
        Assert.Equal("boot.img", Encoding.ASCII.GetString(message.File));
    }

    [Fact]
    public void An_absent_option_is_told_from_an_empty_one()
    {
        Dhcp4Message message = Read(Dhcp4Bytes.Of(MessageType.Discover).With(OptionCode.HostName).ToArray());

        Assert.True(message.Has(OptionCode.HostName));
        Assert.Equal("", Text(message, OptionCode.HostName));
        Assert.False(message.Has(OptionCode.ClientIdentifier));
        Assert.Null(Text(message, OptionCode.ClientIdentifier));
    }

    // RFC 3396 §5 and §7: the pieces of an option are one value, whatever stands between them.
    [Fact]
    public void Pieces_of_an_option_are_joined()
    {
        byte[] bytes = Dhcp4Bytes.Of(MessageType.Discover).With(OptionCode.HostName, "lap"u8.ToArray()).With(OptionCode.VendorClass, 1, 2)
            .With(OptionCode.HostName).With(OptionCode.HostName, "top"u8.ToArray()).ToArray();

        Assert.Equal("laptop", Text(Read(bytes), OptionCode.HostName));
    }

    // RFC 3396 §5: the aggregate is the options field, then file, then sname.
    [Fact]
    public void Overloaded_fields_are_joined_in_the_order_options_file_sname()
    {
        byte[] bytes = (Dhcp4Bytes.Of(MessageType.Discover) with { File = [12, 1, (byte)'b', 255], ServerName = [12, 1, (byte)'c', 255] })
            .With(OptionCode.HostName, (byte)'a').With(OptionCode.Overload, 3).ToArray();

        Dhcp4Message message = Read(bytes);

        Assert.Equal("abc", Text(message, OptionCode.HostName));
        Assert.True(message.File.IsEmpty);
        Assert.True(message.ServerName.IsEmpty);
    }

    // RFC 2132 §9.3: 1 is file, 2 is sname.
    [Theory]
    [InlineData(1, "f")]
    [InlineData(2, "s")]
    public void Only_the_overloaded_field_holds_options(byte overload, string expected)
    {
        byte[] bytes = (Dhcp4Bytes.Of(MessageType.Discover) with { File = [12, 1, (byte)'f', 255], ServerName = [12, 1, (byte)'s', 255] })
            .With(OptionCode.Overload, overload).ToArray();

        Assert.Equal(expected, Text(Read(bytes), OptionCode.HostName));
    }

    [Fact]
    public void An_address_split_in_the_middle_is_an_address()
    {
        byte[] bytes = Dhcp4Bytes.Of(MessageType.Request).With(OptionCode.RequestedAddress, 10, 0).With(OptionCode.RequestedAddress, 0, 9).ToArray();

        Assert.True(Read(bytes).TryGetAddress(OptionCode.RequestedAddress, out Ipv4Address address));
        Assert.Equal("10.0.0.9", address.ToString());
    }

    [Fact]
    public void A_joined_value_longer_than_the_scratch_counts_as_absent_and_leaves_the_scratch_alone()
    {
        byte[] bytes = Dhcp4Bytes.Of(MessageType.Discover).With(OptionCode.HostName, 1, 2, 3).With(OptionCode.HostName, 4).ToArray();
        Span<byte> scratch = stackalloc byte[3];

        Assert.False(Read(bytes).TryGet(OptionCode.HostName, ref scratch, out ReadOnlySpan<byte> value));
        Assert.True(value.IsEmpty);
        Assert.Equal(3, scratch.Length);
    }

    [Fact]
    public void Values_joined_one_after_the_other_do_not_overwrite_each_other()
    {
        byte[] bytes = Dhcp4Bytes.Of(MessageType.Discover).With(OptionCode.HostName, 1).With(OptionCode.VendorClass, 5).With(OptionCode.HostName, 2)
            .With(OptionCode.VendorClass, 6).ToArray();
        Span<byte> scratch = stackalloc byte[4];
        Dhcp4Message message = Read(bytes);

        Assert.True(message.TryGet(OptionCode.HostName, ref scratch, out ReadOnlySpan<byte> first));
        Assert.True(message.TryGet(OptionCode.VendorClass, ref scratch, out ReadOnlySpan<byte> second));
        Assert.Equal([1, 2], first.ToArray());
        Assert.Equal([5, 6], second.ToArray());
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] bytes = Dhcp4Bytes.Of(MessageType.Request).With(OptionCode.RequestedAddress, 10, 0, 0, 9).With(OptionCode.HostName, 1).With(OptionCode.HostName, 2).ToArray();
        byte[] room = new byte[16];
        int sum = 0;

        Assert.Equal(0, Allocations.Of(() => sum = ReadAll(bytes, room)));
        Assert.Equal(12, sum);
    }

    internal static Dhcp4Message Read(byte[] bytes)
    {
        Assert.Equal(Dhcp4ReadStatus.Ok, Dhcp4Message.Read(bytes, out Dhcp4Message message));
        return message;
    }

    private static int ReadAll(byte[] bytes, byte[] room)
    {
        Span<byte> scratch = room;
        Dhcp4Message.Read(bytes, out Dhcp4Message message);
        message.TryGetAddress(OptionCode.RequestedAddress, out Ipv4Address address);
        message.TryGet(OptionCode.HostName, ref scratch, out ReadOnlySpan<byte> name);
        return (int)(address.Value >> 24) + name.Length;
    }

    private static string? Text(Dhcp4Message message, OptionCode code)
    {
        Span<byte> scratch = stackalloc byte[256];
        return message.TryGet(code, ref scratch, out ReadOnlySpan<byte> value) ? Encoding.ASCII.GetString(value) : null;
    }
}

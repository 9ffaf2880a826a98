using FsCheck;
using FsCheck.Fluent;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Protocols.Tests.Dhcp4;

public sealed class Dhcp4MessageWriterTests
{
    private const int Small = Dhcp4Layout.DatagramBytesMin - Dhcp4Layout.IpUdpHeaderBytes;

    // RFC 951 §3: BOOTP messages have 300 bytes, and some relays still drop shorter ones.
    [Fact]
    public void A_short_message_is_padded_to_300_bytes()
    {
        byte[] bytes = Write(Small, [], (OptionCode.MessageType, [2]));

        Assert.Equal(300, bytes.Length);
        Assert.Equal([53, 1, 2, 255], bytes[240..244]);
        Assert.All(bytes[244..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Dhcp4FixedPart part = new()
        {
            Xid = 0xCAFEBABE, Flags = Dhcp4Layout.BroadcastFlag, Secs = 9, Ciaddr = Ipv4Address.Parse("10.0.0.1"), Yiaddr = Ipv4Address.Parse("10.0.0.2"),
            Siaddr = Ipv4Address.Parse("10.0.0.3"), Giaddr = Ipv4Address.Parse("10.0.0.4"), Chaddr = new HardwareAddress(1, [2, 0, 0, 0, 0, 1]),
        };
        byte[] buffer = new byte[Small];
        buffer.AsSpan().Fill(0xEE); // what an earlier message left
        Dhcp4MessageWriter writer = new(buffer, Small, part, default);
        Assert.True(writer.TryAdd(OptionCode.MessageType, (byte)MessageType.Offer));
        Assert.True(writer.TryAdd(OptionCode.LeaseTime, 3600u));
        Assert.True(writer.TryAdd(OptionCode.Router, Ipv4Address.Parse("10.0.0.254")));
        byte[] bytes = buffer[..writer.Finish()];

        Dhcp4Message read = Dhcp4MessageTests.Read(bytes);
        Assert.False(read.IsRequest);
        Assert.Equal(part, new Dhcp4FixedPart
        {
            Xid = read.Xid, Flags = read.Flags, Secs = read.Secs, Ciaddr = read.Ciaddr, Yiaddr = read.Yiaddr, Siaddr = read.Siaddr,
            Giaddr = read.Giaddr, Chaddr = read.Chaddr,
        });
        Assert.True(read.File.IsEmpty && read.ServerName.IsEmpty);
        Assert.True(read.TryGetUInt32(OptionCode.LeaseTime, out uint seconds));
        Assert.Equal(3600u, seconds);
        Assert.True(read.TryGetAddress(OptionCode.Router, out Ipv4Address router));
        Assert.Equal("10.0.0.254", router.ToString());
    }

    // RFC 2132 §9.3.
    [Fact]
    public void Options_without_room_go_to_file_and_then_to_sname()
    {
        byte[] bytes = Write(Small, [], (OptionCode.MessageType, [2]), ((OptionCode)224, new byte[255]), ((OptionCode)225, new byte[100]), ((OptionCode)226, new byte[60]));

        Assert.True(bytes.Length <= Small);
        Assert.Equal(225, bytes[Dhcp4Layout.File]);
        Assert.Equal(255, bytes[Dhcp4Layout.File + 102]);
        Assert.Equal(226, bytes[Dhcp4Layout.ServerName]);
        Assert.Equal(60, Value(bytes, (OptionCode)226).Length);
        Assert.Equal(100, Value(bytes, (OptionCode)225).Length);
    }

    [Fact]
    public void What_fits_nowhere_is_refused_and_the_rest_is_whole()
    {
        byte[] buffer = new byte[300];
        Dhcp4MessageWriter writer = new(buffer, 300, default, default);

        Assert.True(writer.TryAdd(OptionCode.MessageType, 2));
        Assert.False(writer.TryAdd((OptionCode)224, new byte[200]));
        Assert.True(writer.TryAdd(OptionCode.LeaseTime, 1u));

        byte[] bytes = buffer[..writer.Finish()];
        Assert.False(Dhcp4MessageTests.Read(bytes).Has((OptionCode)224));
        Assert.True(Dhcp4MessageTests.Read(bytes).Has(OptionCode.LeaseTime));
    }

    // RFC 3396 §4.
    [Fact]
    public void A_value_longer_than_255_bytes_is_split()
    {
        byte[] value = [.. Enumerable.Range(0, 600).Select(i => (byte)i)];
        byte[] bytes = Write(1472, [], (OptionCode.MessageType, [2]), (OptionCode.ClasslessStaticRoute, value));

        Assert.Equal(value, Value(bytes, OptionCode.ClasslessStaticRoute));
        Assert.Equal(255, bytes[244]);
        Assert.Equal(600 - 510, bytes[244 + 257 + 257]);
    }

    // RFC 3046 §2.2: the relay's information is the last option, and what was received is returned as it came.
    [Fact]
    public void Relay_information_is_echoed_last_even_if_options_overflow()
    {
        byte[] relay = [1, 4, 9, 9, 9, 9];
        byte[] bytes = Write(Small, relay, (OptionCode.MessageType, [2]), ((OptionCode)224, new byte[255]), ((OptionCode)225, new byte[90]));

        Assert.Equal(relay, Value(bytes, OptionCode.RelayAgentInformation));
        int end = Array.LastIndexOf<byte>(bytes, 255);
        Assert.Equal([82, 6, .. relay], bytes[(end - 8)..end]);
    }

    // RFC 3046 §2.2: if it can't be copied, the response goes without it.
    [Fact]
    public void Relay_information_that_would_crowd_out_the_rest_is_dropped()
    {
        Dhcp4MessageWriter writer = new(new byte[Small], Small, default, new byte[200]);

        Assert.True(writer.RelayInformationDropped);
        Assert.True(writer.TryAdd(OptionCode.MessageType, 2));
    }

    // RFC 2132 §9.10: at least 576, and it counts the headers. Never more than the link carries.
    [Theory]
    [InlineData(0, 1500, 548)]
    [InlineData(100, 1500, 548)]
    [InlineData(576, 1500, 548)]
    [InlineData(1024, 1500, 996)]
    [InlineData(65535, 1500, 1472)]
    [InlineData(1500, 1280, 1252)]
    [InlineData(1500, 68, 548)]
    public void The_clients_maximum_message_size_bounds_the_payload(int maximumMessageSize, int mtu, int expected) =>
        Assert.Equal(expected, Dhcp4MessageWriter.PayloadLimit(maximumMessageSize, mtu));

    [Fact]
    public void Whatever_options_are_added_the_message_is_whole_and_within_its_limit()
    {
        Gen<(int Max, byte[][] Values, byte[] Relay)> cases =
            from max in Gen.Choose(300, 700)
            from lengths in Gen.Choose(0, 300).ListOf()
            from relay in Gen.Choose(0, 120)
            select (max, lengths.Take(40).Select(length => Filled(length)).ToArray(), Filled(relay));

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            byte[] buffer = new byte[c.Max];
            Dhcp4MessageWriter writer = new(buffer, c.Max, default, c.Relay);
            writer.TryAdd(OptionCode.MessageType, 5);
            bool[] added = new bool[c.Values.Length];
            for (int i = 0; i < added.Length; i++) added[i] = writer.TryAdd((OptionCode)(100 + i), c.Values[i]);
            byte[] bytes = buffer[..writer.Finish()];

            Dhcp4Message read = Dhcp4MessageTests.Read(bytes);
            for (int i = 0; i < added.Length; i++)
                if (read.Has((OptionCode)(100 + i)) != added[i] || (added[i] && !Value(bytes, (OptionCode)(100 + i)).SequenceEqual(c.Values[i]))) return false;
            return read.Has(OptionCode.RelayAgentInformation) == (c.Relay.Length > 0 && !writer.RelayInformationDropped);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        byte[] buffer = new byte[Small];
        byte[] relay = [1, 1, 9];
        int length = WriteOffer(buffer, relay);

        int again = 0;

        Assert.Equal(0, Allocations.Of(() => again = WriteOffer(buffer, relay)));
        Assert.Equal(length, again);
    }

    private static int WriteOffer(byte[] buffer, byte[] relay)
    {
        Dhcp4MessageWriter writer = new(buffer, buffer.Length, default, relay);
        writer.TryAdd(OptionCode.MessageType, (byte)MessageType.Offer);
        writer.TryAdd(OptionCode.LeaseTime, 3600u);
        return writer.Finish();
    }

    private static byte[] Filled(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i + length))];

    private static byte[] Write(int bytesMax, byte[] relay, params (OptionCode Code, byte[] Value)[] options)
    {
        byte[] buffer = new byte[bytesMax];
        Dhcp4MessageWriter writer = new(buffer, bytesMax, default, relay);
        foreach ((OptionCode code, byte[] value) in options) Assert.True(writer.TryAdd(code, value));
        return buffer[..writer.Finish()];
    }

    private static byte[] Value(byte[] message, OptionCode code)
    {
        Span<byte> scratch = new byte[message.Length];
        return Dhcp4MessageTests.Read(message).TryGet(code, ref scratch, out ReadOnlySpan<byte> value) ? value.ToArray() : [];
    }
}

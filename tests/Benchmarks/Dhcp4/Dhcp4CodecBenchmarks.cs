using BenchmarkDotNet.Attributes;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Benchmarks.Dhcp4;

/// <summary>Reading a client's DHCPREQUEST with all that a server looks at, and writing the DHCPACK. Neither allocates.</summary>
[MemoryDiagnoser]
public class Dhcp4CodecBenchmarks
{
    private static readonly HardwareAddress Chaddr = new(HardwareAddress.Ethernet, [2, 0, 0, 0, 0, 1]);

    private readonly byte[] _request = new byte[548];
    private readonly byte[] _reply = new byte[548];
    private readonly byte[] _scratch = new byte[548];
    private int _requestLength;

    [GlobalSetup]
    public void Setup()
    {
        Dhcp4MessageWriter writer = new(_request, _request.Length, new Dhcp4FixedPart { IsRequest = true, Xid = 1, Chaddr = Chaddr }, default);
        writer.TryAdd(OptionCode.MessageType, (byte)MessageType.Request);
        writer.TryAdd(OptionCode.ClientIdentifier, [1, 2, 0, 0, 0, 0, 1]);
        writer.TryAdd(OptionCode.RequestedAddress, Ipv4Address.Parse("10.9.0.101"));
        writer.TryAdd(OptionCode.ServerIdentifier, Ipv4Address.Parse("10.9.0.1"));
        writer.TryAdd(OptionCode.HostName, "laptop"u8);
        writer.TryAdd(OptionCode.ParameterRequestList, [1, 3, 6, 15, 28, 12, 42, 51, 119, 121]);
        _requestLength = writer.Finish();
    }

    [Benchmark]
    public int Read()
    {
        Span<byte> scratch = _scratch;
        Dhcp4Message.Read(_request.AsSpan(0, _requestLength), out Dhcp4Message message);
        message.TryGetAddress(OptionCode.RequestedAddress, out Ipv4Address address);
        message.TryGetAddress(OptionCode.ServerIdentifier, out _);
        message.TryGet(OptionCode.ClientIdentifier, ref scratch, out ReadOnlySpan<byte> identifier);
        message.TryGet(OptionCode.HostName, ref scratch, out _);
        message.TryGet(OptionCode.ParameterRequestList, ref scratch, out _);
        return (int)address.Value + identifier.Length;
    }

    [Benchmark]
    public int Write()
    {
        Dhcp4MessageWriter writer = new(_reply, _reply.Length, new Dhcp4FixedPart { Xid = 1, Chaddr = Chaddr }, default);
        writer.TryAdd(OptionCode.MessageType, (byte)MessageType.Ack);
        writer.TryAdd(OptionCode.ServerIdentifier, 0x0A090001u);
        writer.TryAdd(OptionCode.LeaseTime, 3600u);
        writer.TryAdd(OptionCode.RenewalTime, 1800u);
        writer.TryAdd(OptionCode.RebindingTime, 3150u);
        writer.TryAdd(OptionCode.SubnetMask, 0xFFFFFF00u);
        writer.TryAdd(OptionCode.Router, 0x0A090001u);
        writer.TryAdd(OptionCode.DnsServer, 0x0A090001u);
        writer.TryAdd(OptionCode.DomainName, "lab.example"u8);
        return writer.Finish();
    }
}

using System.Text;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>Writes OFFER, ACK and NAK. Owns its buffers: one reply at a time, valid until the next.</summary>
internal sealed class Dhcp4ReplyWriter(Dhcp4Counters counters)
{
    /// <summary>Replies are not longer than an Ethernet frame carries, whatever the client would take.</summary>
    private const int BytesMax = 1500 - Dhcp4Layout.IpUdpHeaderBytes;

    private readonly byte[] _reply = new byte[BytesMax];
    private readonly byte[] _value = new byte[OptionValue.LengthMax];
    private readonly byte[] _scratch = new byte[Dhcp4ListenerActor.ScratchBytes];

    /// <summary>An OFFER or an ACK (RFC 2131 §4.3.1, table 3).</summary>
    public ReadOnlySpan<byte> WriteLease(in Dhcp4Message request, in Dhcp4ReplyFacts facts)
    {
        // Table 3: ciaddr is copied into an ACK and zero in an OFFER.
        Ipv4Address ciaddr = facts.Type == MessageType.Ack ? request.Ciaddr : Ipv4Address.None;
        Dhcp4FixedPart fixedPart = Dhcp4FixedPart.ReplyTo(request, ciaddr, facts.Yiaddr, siaddr: Ipv4Address.None);
        Span<byte> scratch = _scratch;
        request.TryGet(OptionCode.RelayAgentInformation, ref scratch, out ReadOnlySpan<byte> relay);
        Dhcp4MessageWriter writer = new(_reply, LimitOf(request, facts.Mtu), fixedPart, relay);

        writer.TryAdd(OptionCode.MessageType, (byte)facts.Type);
        writer.TryAdd(OptionCode.ServerIdentifier, facts.ServerIdentifier);
        if (facts.LeaseSeconds != 0) AddTimes(ref writer, facts);
        if (facts.IsRapid) writer.TryAdd(OptionCode.RapidCommit, default(ReadOnlySpan<byte>));
        AddEchoes(ref writer, request, facts, scratch);
        AddParameters(ref writer, request, facts, scratch);
        if (writer.RelayInformationDropped) counters.Add(Dhcp4Counter.RelayInformationDropped);
        return _reply.AsSpan(0, writer.Finish());
    }

    /// <summary>A NAK: no addresses, no parameters (RFC 2131 table 3).</summary>
    public ReadOnlySpan<byte> WriteNak(in Dhcp4Message request, Ipv4Address serverIdentifier, string reason, int mtu)
    {
        Dhcp4FixedPart fixedPart = Dhcp4FixedPart.ReplyTo(request, default, default, default);
        // RFC 2131 §4.3.2: the relay has to broadcast it, since the client's address is what is wrong.
        if (!request.Giaddr.IsNone) fixedPart = fixedPart with { Flags = (ushort)(fixedPart.Flags | Dhcp4Layout.BroadcastFlag) };
        Span<byte> scratch = _scratch;
        request.TryGet(OptionCode.RelayAgentInformation, ref scratch, out ReadOnlySpan<byte> relay);
        Dhcp4MessageWriter writer = new(_reply, LimitOf(request, mtu), fixedPart, relay);

        writer.TryAdd(OptionCode.MessageType, (byte)MessageType.Nak);
        writer.TryAdd(OptionCode.ServerIdentifier, serverIdentifier);
        writer.TryAdd(OptionCode.Message, Encoding.ASCII.GetBytes(reason));
        AddClientIdentifier(ref writer, request, scratch);
        return _reply.AsSpan(0, writer.Finish());
    }

    private static int LimitOf(in Dhcp4Message request, int mtu)
    {
        request.TryGetUInt16(OptionCode.MaximumMessageSize, out ushort maximum);
        return Math.Min(Dhcp4MessageWriter.PayloadLimit(maximum, mtu), BytesMax);
    }

    // RFC 2131 §4.4.5: T1 is half of the lease time, T2 seven eighths. A lease for ever is never renewed.
    private static void AddTimes(ref Dhcp4MessageWriter writer, in Dhcp4ReplyFacts facts)
    {
        uint lease = facts.LeaseSeconds;
        writer.TryAdd(OptionCode.LeaseTime, lease);
        if (lease == LeaseTime.Infinite) return;
        uint renewal = ConfiguredTime(facts.Options, OptionCode.RenewalTime, lease / 2);
        uint rebinding = ConfiguredTime(facts.Options, OptionCode.RebindingTime, (uint)(lease * 7UL / 8));
        bool isInOrder = renewal < rebinding && rebinding < lease;
        writer.TryAdd(OptionCode.RenewalTime, isInOrder ? renewal : lease / 2);
        writer.TryAdd(OptionCode.RebindingTime, isInOrder ? rebinding : (uint)(lease * 7UL / 8));
    }

    private static uint ConfiguredTime(OptionSet options, OptionCode code, uint otherwise) =>
        options.Find(code) is { Data.Length: sizeof(uint) } configured ? Ipv4Address.Read(configured.Data).Value : otherwise;

    private static void AddEchoes(ref Dhcp4MessageWriter writer, in Dhcp4Message request, in Dhcp4ReplyFacts facts, Span<byte> scratch)
    {
        AddClientIdentifier(ref writer, request, scratch);
        // RFC 3011 §2: whoever chose a subnet is told that the choice was understood.
        if (request.TryGetAddress(OptionCode.SubnetSelection, out Ipv4Address selected) && facts.Subnet.Range.Contains(selected))
            writer.TryAdd(OptionCode.SubnetSelection, selected);
        if (facts.Hostname is not null) AddClientFqdn(ref writer, request, facts, scratch);
    }

    // RFC 6842 §3: the client identifier is returned as it came, in a NAK too.
    private static void AddClientIdentifier(ref Dhcp4MessageWriter writer, in Dhcp4Message request, Span<byte> scratch)
    {
        if (request.TryGet(OptionCode.ClientIdentifier, ref scratch, out ReadOnlySpan<byte> identifier)) writer.TryAdd(OptionCode.ClientIdentifier, identifier);
    }

    // RFC 4702 §4: answered if the client sent it, and only then.
    private static void AddClientFqdn(ref Dhcp4MessageWriter writer, in Dhcp4Message request, in Dhcp4ReplyFacts facts, Span<byte> scratch)
    {
        if (!request.TryGet(OptionCode.ClientFqdn, ref scratch, out ReadOnlySpan<byte> option) || !ClientFqdn.TryRead(option, out ClientFqdn fqdn)) return;
        string domain = DomainOf(facts);
        string name = domain.Length == 0 ? facts.Hostname! : $"{facts.Hostname}.{domain}";
        Span<byte> reply = stackalloc byte[ClientFqdn.ReplyLengthMax];
        if (fqdn.TryWriteReply(name, reply, out int length)) writer.TryAdd(OptionCode.ClientFqdn, reply[..length]);
    }

    private static string DomainOf(in Dhcp4ReplyFacts facts) =>
        facts.Options.Find(OptionCode.DomainName) is { } configured ? Encoding.UTF8.GetString(configured.Data) : facts.Settings.Domain;

    // RFC 2131 §4.3.1: what the client asks for, in its order (RFC 2132 §9.8), as far as we have it.
    private void AddParameters(ref Dhcp4MessageWriter writer, in Dhcp4Message request, in Dhcp4ReplyFacts facts, Span<byte> scratch)
    {
        Dhcp4Parameters parameters = new(facts, request.Giaddr);
        // RFC 2132 §3.3: the mask comes before the router, so it comes first.
        Add(ref writer, ref parameters, OptionCode.SubnetMask);
        if (request.TryGet(OptionCode.ParameterRequestList, ref scratch, out ReadOnlySpan<byte> list))
        {
            foreach (byte code in list) Add(ref writer, ref parameters, (OptionCode)code);
            return;
        }

        foreach (OptionCode code in Dhcp4Parameters.Unasked) Add(ref writer, ref parameters, code);
        foreach (OptionCode code in facts.Options.Configured) Add(ref writer, ref parameters, code);
    }

    private void Add(ref Dhcp4MessageWriter writer, ref Dhcp4Parameters parameters, OptionCode code)
    {
        int length = parameters.Take(code, _value);
        if (length > 0 && !writer.TryAdd(code, _value.AsSpan(0, length))) counters.Add(Dhcp4Counter.OptionsDropped);
    }
}

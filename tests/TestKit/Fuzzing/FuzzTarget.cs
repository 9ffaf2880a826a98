using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.TestKit.Fuzzing;

/// <summary>Something that takes bytes from the network. It throws when they did what they must not.</summary>
/// <param name="Name">On the command line, and of its corpus.</param>
/// <param name="Start">Makes a fresh one; to be used by one thread.</param>
public sealed record FuzzTarget(string Name, Func<Action<byte[]>> Start)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("dns", static () => { DnsPath path = new(); return bytes => { ReadDns(bytes); path.TakeQuery(bytes); }; }),
        new("replies", static () => { DnsPath path = new(); return bytes => { ReadDns(bytes); path.TakeReply(bytes); }; }),
        new("dhcp", static () => ReadDhcp4),
    ];

    private static void ReadDns(byte[] bytes)
    {
        DnsQueryReader.Read(bytes, out _);
        DnsMessageCheck.Check(bytes, out _);
        if (DnsMessageReader.Open(bytes, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.SkipQuestions() != DnsReadStatus.Ok) return;
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) _ = RecordText.Format(record);
    }

    private static void ReadDhcp4(byte[] bytes)
    {
        if (Dhcp4Message.Read(bytes, out Dhcp4Message message) != Dhcp4ReadStatus.Ok) return;
        Span<byte> scratch = new byte[bytes.Length], reply = new byte[300];
        for (int code = 0; code <= byte.MaxValue; code++)
        {
            if (!message.TryGet((OptionCode)code, ref scratch, out ReadOnlySpan<byte> value)) continue;
            HostName.FromClient(value);
            RelayAgentInformation.TryGetLinkSelection(value, out _);
            if (ClientFqdn.TryRead(value, out ClientFqdn fqdn)) fqdn.TryWriteReply("a.example", reply, out _);
        }
    }
}

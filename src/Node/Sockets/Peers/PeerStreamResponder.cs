using System.Buffers;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Node.Sockets.Tcp;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;
using Polymasq.Protocols.Dns.Tsig;

namespace Polymasq.Node.Sockets.Peers;

/// <summary>Answers signed questions for pieces of the audit over TCP, each in one signed message. Anything else gets no answer.</summary>
internal sealed class PeerStreamResponder(PeerSettings settings, TimeProvider protocol) : ITcpResponder
{
    private volatile IAuditSource? _audit;

    public IAuditSource? Audit
    {
        get => _audit;
        set => _audit = value;
    }

    public bool Respond(ReadOnlySpan<byte> message, in QueryOrigin origin)
    {
        using TsigCodec codec = settings.MakeCodec();
        long now = protocol.GetUtcNow().ToUnixTimeSeconds();
        if (codec.Verify(message, [], now, out TsigRecord tsig) != TsigStatus.Ok) return false;
        if (DnsQueryReader.Read(message, out DnsQuery query) != DnsQueryStatus.Ok) return false;
        byte[] response = ArrayPool<byte>.Shared.Rent(ushort.MaxValue);
        try
        {
            int length = Write(message, query, response.AsSpan(0, ushort.MaxValue - codec.RecordLength));
            length = codec.Sign(response.AsSpan(0, ushort.MaxValue), length, tsig.Mac, now, out _);
            ((TcpSession)origin.Stream!).Enqueue(response.AsSpan(0, length));
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(response);
        }
    }

    private int Write(ReadOnlySpan<byte> message, in DnsQuery query, Span<byte> response)
    {
        _ = DnsName.TryFromWire(message.Slice(DnsQuery.QnameOffset, query.QnameLength), out DnsName name); // the reader has checked it
        bool isOurs = query.Type == AuditTransfer.Type && query.Class == RecordClass.Internet;
        IReadOnlyList<ReadOnlyMemory<byte>>? records = isOurs ? Audit?.Read(DnsNameText.FormatRelative(name)) : null;
        if (records is null) return DnsErrorResponse.Write(message, query, Rcode.Refused, response, DnsResponder.UdpResponseBytesMax);

        DnsMessageWriter writer = new(response);
        writer.TryWriteQuestion(name, query.Type);
        foreach (ReadOnlyMemory<byte> record in records)
        {
            if (!writer.TryWriteRecord(DnsSection.Answer, name, 0, new OpaqueRecord(query.Type, record.Span))) break; // the rest is asked for next
        }

        return writer.Finish(query.Id, query.Flags.ToResponse(Rcode.NoError));
    }
}

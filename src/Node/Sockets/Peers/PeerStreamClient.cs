using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Peers;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Tsig;

namespace Polymasq.Node.Sockets.Peers;

/// <summary>Asks another gateway for a piece of its audit: one TCP connection, one signed question, one signed answer. For any number of threads.</summary>
/// <param name="settings">The cluster's key.</param>
/// <param name="system">The clock that limits the waiting.</param>
/// <param name="protocol">The clock for signatures.</param>
internal sealed class PeerStreamClient(PeerSettings settings, TimeProvider system, TimeProvider protocol) : IPeerAudit
{
    private const int LengthField = 2;
    private const int QueryBytesMax = 512;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Asks for the records of a name of type <see cref="AuditTransfer.Type"/>.</summary>
    /// <returns>The records' data in the order of the answer; null when there is no answer, or none that is signed as it must be, or it was refused.</returns>
    public async Task<IReadOnlyList<byte[]>?> AskAsync(IPEndPoint gateway, string name, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(TimeLimit, system);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using TsigCodec codec = settings.MakeCodec();
        byte[] query = new byte[LengthField + QueryBytesMax];
        int length = Write(codec, query.AsSpan(LengthField), name, out TsigMac mac);
        if (length == 0) return null;
        BinaryPrimitives.WriteUInt16BigEndian(query, (ushort)length);
        try
        {
            byte[] response = await ExchangeAsync(gateway, query.AsMemory(0, LengthField + length), ending.Token).ConfigureAwait(false);
            return Read(codec, response, mac);
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    private int Write(TsigCodec codec, Span<byte> query, string name, out TsigMac mac)
    {
        mac = default;
        if (DnsNameText.ToLowerWire(name) is not { } wire || !DnsName.TryFromWire(wire, out DnsName parsed)) return 0;
        DnsMessageWriter writer = new(query);
        writer.TryWriteQuestion(parsed, AuditTransfer.Type);
        int length = writer.Finish((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), default);
        return codec.Sign(query, length, [], protocol.GetUtcNow().ToUnixTimeSeconds(), out mac);
    }

    private static async Task<byte[]> ExchangeAsync(IPEndPoint gateway, ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        using var socket = new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(gateway, cancellation).ConfigureAwait(false);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(frame, cancellation).ConfigureAwait(false);
        byte[] length = new byte[LengthField];
        await stream.ReadExactlyAsync(length, cancellation).ConfigureAwait(false);
        byte[] response = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(response, cancellation).ConfigureAwait(false);
        return response;
    }

    private List<byte[]>? Read(TsigCodec codec, byte[] response, TsigMac mac)
    {
        long now = protocol.GetUtcNow().ToUnixTimeSeconds();
        if (codec.Verify(response, mac, now, out _) != TsigStatus.Ok) return null;
        if (DnsMessageReader.Open(response, out DnsMessageReader reader) != DnsReadStatus.Ok || reader.Header.Flags.Rcode != Rcode.NoError) return null;
        if (reader.SkipQuestions() != DnsReadStatus.Ok) return null;
        List<byte[]> records = [];
        for (int i = 0; i < reader.Header.AnswerCount; i++)
        {
            if (reader.ReadRecord(out DnsRecord record) != DnsReadStatus.Ok) return null;
            if (record.Type == AuditTransfer.Type) records.Add(record.Data.ToArray());
        }

        return records;
    }
}

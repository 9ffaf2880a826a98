using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Polymasq.Protocols.Dns.Tsig;

/// <summary>
/// Signs messages with a key and verifies those that others have signed (RFC 8945): each message by itself, requests and
/// responses. Allocates nothing after its construction. It owns the state of a hash: one thread at a time.
/// </summary>
/// <param name="key">The one key it knows.</param>
/// <param name="fudgeSeconds">How far the clock of who verifies may be from ours; RFC 8945 §10 recommends 300.</param>
public sealed class TsigCodec(TsigKey key, ushort fudgeSeconds = 300) : IDisposable
{
    private const int TimersLength = 8, TailLength = 6, IdLength = 2, CountOffset = 10;

    // RFC 8945 §4.3.3: what of the record goes into the digest before its times, names in canonical form.
    private readonly byte[] _variables = [.. key.WireName, 0, (byte)RecordClass.Any, 0, 0, 0, 0, .. AlgorithmName];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Secret);

    /// <summary>Bytes that a signature adds to a message.</summary>
    public int RecordLength { get; } = LengthOf(key);

    private static ReadOnlySpan<byte> AlgorithmName => "\x0bhmac-sha256\0"u8;

    /// <summary>Appends the TSIG record to a message.</summary>
    /// <param name="message">The message and room for <see cref="RecordLength"/> bytes behind it.</param>
    /// <param name="length">Of the message.</param>
    /// <param name="requestMac">Of the request that the message responds to; empty for a request.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="mac">The signature: needed to verify the response.</param>
    /// <returns>The message's new length; 0 when there is no room or no message.</returns>
    public int Sign(Span<byte> message, int length, ReadOnlySpan<byte> requestMac, long now, out TsigMac mac)
    {
        mac = default;
        if (length < DnsHeader.Size || length + RecordLength > message.Length) return 0;
        Span<byte> timers = stackalloc byte[TimersLength];
        WriteTimers(timers, now, fudgeSeconds);
        AppendRequest(requestMac);
        _hash.AppendData(message[..length]);
        _hash.AppendData(_variables);
        _hash.AppendData(timers);
        _hash.AppendData([0, 0, 0, 0]); // error and length of other data
        _hash.GetHashAndReset(mac);

        WriteRecord(message[length..], message[..IdLength], timers, mac);
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(message[CountOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[CountOffset..], (ushort)(count + 1));
        return length + RecordLength;
    }

    /// <summary>Verifies a message. Never throws, whatever the bytes are.</summary>
    /// <param name="message">With its TSIG record.</param>
    /// <param name="requestMac">Of the request that the message responds to; empty for a request.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="tsig">The record; <see cref="TsigRecord.Offset"/> is the length of the message proper, whose ARCOUNT still counts it.</param>
    public TsigStatus Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> requestMac, long now, out TsigRecord tsig)
    {
        TsigStatus found = TsigRecord.Find(message, out tsig);
        if (found != TsigStatus.Ok) return found;
        if (!IsNamed(tsig.KeyName, key.WireName) || !IsNamed(tsig.Algorithm, AlgorithmName)) return TsigStatus.BadKey;
        // RFC 8945 §5.2.2.1: a length that no MAC of this algorithm has.
        if (tsig.Mac.Length is < TsigMac.TruncatedLengthMin or > TsigMac.Length) return TsigStatus.FormErr;
        Digest(message, tsig, requestMac, out TsigMac mac);
        ReadOnlySpan<byte> expected = mac;
        if (!CryptographicOperations.FixedTimeEquals(expected[..tsig.Mac.Length], tsig.Mac)) return TsigStatus.BadSig;
        if (Math.Abs(now - tsig.SignedAt) > tsig.Fudge) return TsigStatus.BadTime;
        return tsig.Mac.Length < TsigMac.Length ? TsigStatus.BadTrunc : TsigStatus.Ok;
    }

    private static int LengthOf(TsigKey key) =>
        key.WireName.Length + DnsRecord.FixedLength + AlgorithmName.Length + TimersLength + sizeof(ushort) + TsigMac.Length + TailLength;

    private void Digest(ReadOnlySpan<byte> message, in TsigRecord tsig, ReadOnlySpan<byte> requestMac, out TsigMac mac)
    {
        // RFC 8945 §4.3.2: as it was before the record was added, with the ID it had then.
        Span<byte> header = stackalloc byte[DnsHeader.Size];
        message[..DnsHeader.Size].CopyTo(header);
        BinaryPrimitives.WriteUInt16BigEndian(header, tsig.OriginalId);
        BinaryPrimitives.WriteUInt16BigEndian(header[CountOffset..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(header[CountOffset..]) - 1));
        Span<byte> timers = stackalloc byte[TimersLength];
        WriteTimers(timers, tsig.SignedAt, tsig.Fudge);
        Span<byte> tail = stackalloc byte[2 * sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(tail, tsig.Error);
        BinaryPrimitives.WriteUInt16BigEndian(tail[sizeof(ushort)..], (ushort)tsig.OtherData.Length);

        AppendRequest(requestMac);
        _hash.AppendData(header);
        _hash.AppendData(message[DnsHeader.Size..tsig.Offset]);
        _hash.AppendData(_variables);
        _hash.AppendData(timers);
        _hash.AppendData(tail);
        _hash.AppendData(tsig.OtherData);
        mac = default;
        _hash.GetHashAndReset(mac);
    }

    // RFC 8945 §5.3: a response is signed together with the signature of its request.
    private void AppendRequest(ReadOnlySpan<byte> requestMac)
    {
        if (requestMac.IsEmpty) return;
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)requestMac.Length);
        _hash.AppendData(length);
        _hash.AppendData(requestMac);
    }

    private void WriteRecord(Span<byte> destination, ReadOnlySpan<byte> id, ReadOnlySpan<byte> timers, ReadOnlySpan<byte> mac)
    {
        ReadOnlySpan<byte> owner = key.WireName;
        owner.CopyTo(destination);
        Span<byte> rest = destination[owner.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)RecordType.TSIG);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)RecordClass.Any);
        BinaryPrimitives.WriteUInt32BigEndian(rest[4..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(rest[8..], (ushort)(RecordLength - owner.Length - DnsRecord.FixedLength));
        rest = rest[DnsRecord.FixedLength..];
        AlgorithmName.CopyTo(rest);
        rest = rest[AlgorithmName.Length..];
        timers.CopyTo(rest);
        BinaryPrimitives.WriteUInt16BigEndian(rest[TimersLength..], TsigMac.Length);
        rest = rest[(TimersLength + sizeof(ushort))..];
        mac.CopyTo(rest);
        rest = rest[TsigMac.Length..];
        id.CopyTo(rest);
        rest.Slice(IdLength, 2 * sizeof(ushort)).Clear(); // no error, no other data
    }

    private static void WriteTimers(Span<byte> timers, long time, ushort fudge)
    {
        BinaryPrimitives.WriteUInt16BigEndian(timers, (ushort)(time >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(timers[2..], (uint)time);
        BinaryPrimitives.WriteUInt16BigEndian(timers[6..], fudge);
    }

    private static bool IsNamed(DnsName name, ReadOnlySpan<byte> lower)
    {
        if (name.WireLength != lower.Length) return false;
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        name.CopyLowerTo(wire);
        return wire[..lower.Length].SequenceEqual(lower);
    }

    public void Dispose() => _hash.Dispose();
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Polymasq.Protocols.Tests.Dns.Tsig;

/// <summary>TSIG once more, put together byte by byte as RFC 8945 §4.2 and §4.3 list it, with nothing of the codec in it.</summary>
internal sealed record PlainTsig(string KeyLabel, byte[] Secret)
{
    public static readonly byte[] Algorithm = [11, .. "hmac-sha256"u8, 0];

    public long Time { get; init; } = 1_000_000_000;

    public ushort Fudge { get; init; } = 300;

    public ushort Error { get; init; }

    public byte[] Other { get; init; } = [];

    public byte[] RequestMac { get; init; } = [];

    public int MacLength { get; init; } = 32;

    public byte[] RecordAlgorithm { get; init; } = Algorithm;

    private byte[] Name => [(byte)KeyLabel.Length, .. Encoding.ASCII.GetBytes(KeyLabel), 0];

    private byte[] Timers => [.. Big(Time, 6), .. Big(Fudge, 2)];

    public byte[] Mac(byte[] message)
    {
        byte[] before = RequestMac.Length == 0 ? [] : [.. Big(RequestMac.Length, 2), .. RequestMac];
        byte[] name = [(byte)KeyLabel.Length, .. Encoding.ASCII.GetBytes(KeyLabel.ToLowerInvariant()), 0];
        byte[] variables = [.. name, 0, 255, 0, 0, 0, 0, .. Algorithm, .. Timers, .. Big(Error, 2), .. Big(Other.Length, 2), .. Other];
        byte[] signed = [.. before, .. message, .. variables];
        return HMACSHA256.HashData(Secret, signed);
    }

    public byte[] Sign(byte[] message)
    {
        byte[] mac = Mac(message)[..MacLength];
        byte[] data = [.. RecordAlgorithm, .. Timers, .. Big(mac.Length, 2), .. mac, .. message[..2], .. Big(Error, 2), .. Big(Other.Length, 2), .. Other];
        byte[] signed = [.. message, .. Name, 0, 250, 0, 255, 0, 0, 0, 0, .. Big(data.Length, 2), .. data];
        signed[11]++; // ARCOUNT
        return signed;
    }

    private static byte[] Big(long value, int bytes)
    {
        byte[] eight = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, value);
        return eight[^bytes..];
    }
}

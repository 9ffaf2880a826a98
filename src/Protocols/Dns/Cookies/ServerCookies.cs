using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns.Cookies;

/// <summary>Makes and recognises the cookies that a server hands to its clients (RFC 7873), as RFC 9018 lays them out for all servers alike. For any thread.</summary>
/// <remarks>
/// The data of the option in a response:
/// <code>
/// 0 client cookie, as it came | 8 version 1 | 9 reserved | 12 seconds since 1970, modulo 2^32 | 16 hash of all this and the client's address
/// </code>
/// </remarks>
public sealed class ServerCookies
{
    /// <summary>Bytes of a client's cookie.</summary>
    public const int ClientLength = 8;

    /// <summary>Bytes of a client's cookie and ours behind it.</summary>
    public const int Length = 24;

    /// <summary>Bytes of the secret.</summary>
    public const int SecretLength = 16;

    // RFC 9018 §4.3: good for an hour, and clocks of a group of servers may differ by five minutes.
    private const int SecondsMax = 3_600, AheadMax = 300;

    private const int TimeOffset = 12, HashOffset = 16;
    private const byte Version = 1;

    private readonly ulong _key0, _key1;

    /// <param name="secret">Whoever knows it can make cookies.</param>
    public ServerCookies(ReadOnlySpan<byte> secret)
    {
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(secret);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(secret[sizeof(ulong)..]);
    }

    /// <summary>Writes both cookies.</summary>
    /// <param name="client">The client's cookie, <see cref="ClientLength"/> bytes.</param>
    /// <param name="address">The client's, 4 or 16 bytes.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="cookie">Room for <see cref="Length"/> bytes.</param>
    public void Write(ReadOnlySpan<byte> client, ReadOnlySpan<byte> address, uint now, Span<byte> cookie)
    {
        client.CopyTo(cookie);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[ClientLength..], (uint)Version << 24);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[TimeOffset..], now);
        BinaryPrimitives.WriteUInt64LittleEndian(cookie[HashOffset..], Hash(cookie[..HashOffset], address));
    }

    /// <summary>Whether this is a cookie that we have given to this client a short time ago: it was there then, so its address is its own.</summary>
    /// <param name="cookie">The data of the option as it came.</param>
    public bool IsOurs(ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> address, uint now)
    {
        if (cookie.Length != Length || cookie[ClientLength] != Version) return false;
        return IsRecent(cookie, now, out _)
            && BinaryPrimitives.ReadUInt64LittleEndian(cookie[HashOffset..]) == Hash(cookie[..HashOffset], address);
    }

    /// <summary>Whether a whole cookie is good at this time, if it is ours.</summary>
    internal static bool IsRecent(ReadOnlySpan<byte> cookie, uint now, out uint madeAt)
    {
        madeAt = BinaryPrimitives.ReadUInt32BigEndian(cookie[TimeOffset..]);
        int age = (int)(now - madeAt); // RFC 1982: around 2106 as well
        return age is <= SecondsMax and >= -AheadMax;
    }

    private ulong Hash(ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> address)
    {
        Span<byte> data = stackalloc byte[HashOffset + 16];
        cookie.CopyTo(data);
        address.CopyTo(data[HashOffset..]);
        return SipHash.Compute(_key0, _key1, data[..(HashOffset + address.Length)]);
    }
}

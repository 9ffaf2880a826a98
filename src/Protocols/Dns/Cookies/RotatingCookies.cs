using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Polymasq.Protocols.Dns.Cookies;

/// <summary>
/// Server cookies whose secret is another one each day (RFC 7873 §7.1 asks for a change every 26 hours). A day's secret follows from a root and the
/// day of the cookie's own timestamp: whoever has the root knows all cookies, changes secrets at the same moment, and takes the cookies of the day
/// before for as long as they are good, so that servers behind one address are one to their clients (RFC 9018 §5). For any thread.
/// </summary>
public sealed class RotatingCookies
{
    private const uint DaySeconds = 86_400;

    private readonly byte[] _root;
    private volatile Day? _today;
    private volatile Day? _neighbour; // yesterday, or tomorrow by a server whose clock is ahead

    /// <param name="root">Secret, of any length. Other uses of the same secret learn nothing from this one.</param>
    public RotatingCookies(ReadOnlySpan<byte> root) => _root = root.ToArray();

    private static ReadOnlySpan<byte> Label => "polymasq dns server cookie "u8;

    /// <inheritdoc cref="ServerCookies.Write"/>
    public void Write(ReadOnlySpan<byte> client, ReadOnlySpan<byte> address, uint now, Span<byte> cookie)
    {
        uint number = now / DaySeconds;
        Day? today = _today;
        if (today?.Number != number) _today = today = Find(number);
        today.Cookies.Write(client, address, now, cookie);
    }

    /// <inheritdoc cref="ServerCookies.IsOurs"/>
    public bool IsOurs(ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> address, uint now)
    {
        // Only a day that cookies can be from is worth a secret: what a client writes there is its own affair.
        if (cookie.Length != ServerCookies.Length || !ServerCookies.IsRecent(cookie, now, out uint madeAt)) return false;
        return Find(madeAt / DaySeconds).Cookies.IsOurs(cookie, address, now);
    }

    private Day Find(uint number)
    {
        if (_today is { } today && today.Number == number) return today;
        if (_neighbour is { } neighbour && neighbour.Number == number) return neighbour;
        Day made = Derive(number);
        _neighbour = made;
        return made;
    }

    private Day Derive(uint number)
    {
        Span<byte> info = stackalloc byte[Label.Length + sizeof(uint)];
        Label.CopyTo(info);
        BinaryPrimitives.WriteUInt32BigEndian(info[Label.Length..], number);
        Span<byte> secret = stackalloc byte[ServerCookies.SecretLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _root, secret, salt: [], info); // RFC 5869
        return new Day(number, new ServerCookies(secret));
    }

    private sealed record Day(uint Number, ServerCookies Cookies);
}

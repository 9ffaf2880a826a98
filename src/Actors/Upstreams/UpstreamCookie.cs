using System.Buffers.Binary;
using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Upstreams;

/// <summary>
/// The cookies between one shard and one upstream server (RFC 7873): ours, which its replies must repeat, and the server's, which shows it that
/// our address is not forged. That shard alone uses it.
/// </summary>
/// <remarks>
/// Until the server has shown that it knows cookies, one question at a time carries one, at growing intervals: a server, or something on the
/// way to it, that drops such questions costs one of them a hedge.
/// <code>
/// 0 client cookie | 8 server cookie, 8 to 32 octets
/// </code>
/// </remarks>
internal sealed class UpstreamCookie
{
    /// <summary>Octets of the option's data at most.</summary>
    public const int LengthMax = ClientLength + ServerLengthMax;

    private const int ClientLength = 8, ServerLengthMin = 8, ServerLengthMax = 32;

    private const int TriesMax = 12; // 1 s doubled so often is about an hour
    private const long FirstTryMilliseconds = 1_000;
    private const long UnsupportedMilliseconds = 5 * 60_000; // RFC 9018 §3: then it is tried again, with another cookie
    private const long TroubleMilliseconds = 60 * 60_000;
    private const long RenewMilliseconds = 24 * 60 * 60_000;

    private readonly byte[] _data = new byte[LengthMax];
    private int _length;
    private int _tries;
    private int _addresses;
    private long _restsUntil = long.MinValue;
    private long _renewsAt = long.MinValue;

    /// <summary>The server repeats our cookie and has given us its own: a reply without is not believed.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The data of a question's option; empty for a question that shall have none.</summary>
    /// <param name="addresses">Differs whenever an address of ours has changed: nobody shall know us again by a cookie (RFC 9018 §3).</param>
    public ReadOnlySpan<byte> Take(int addresses, ResolutionTable random, ShardClock clock)
    {
        long now = clock.Now;
        if (!IsProven)
        {
            if (_restsUntil > now) return default;
            _restsUntil = now + clock.TicksOfMilliseconds(FirstTryMilliseconds << Math.Min(_tries++, TriesMax));
        }

        if (_length == 0 || _addresses != addresses || _renewsAt <= now) Renew(addresses, random, clock);
        return _data.AsSpan(0, _length);
    }

    /// <summary>The data with a client cookie that was sent before; empty when it has been renewed meanwhile.</summary>
    public ReadOnlySpan<byte> With(ulong client) => client != 0 && IsOurs(client) ? _data.AsSpan(0, _length) : default;

    /// <summary>The client cookie in an option's data.</summary>
    public static ulong ClientOf(ReadOnlySpan<byte> data) => data.Length < ClientLength ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(data);

    /// <summary>Looks at a reply to a question that had a cookie, and keeps the server's.</summary>
    /// <param name="given">The data of the reply's option; empty when there is none.</param>
    /// <param name="client">What the question had.</param>
    /// <returns>False when the reply must not be believed (RFC 7873 §5.3): the cookie is another, or missing although the server knows them.</returns>
    public bool Accepts(ReadOnlySpan<byte> given, ulong client, ShardClock clock)
    {
        if (given.IsEmpty && IsProven && IsOurs(client)) return false;
        bool isWellFormed = given.Length is ClientLength or (>= ClientLength + ServerLengthMin and <= LengthMax);
        if (!given.IsEmpty && (!isWellFormed || ClientOf(given) != client)) return false;
        if (!IsOurs(client)) return true; // another has taken its place: nothing to learn
        if (given.Length > ClientLength) Keep(given);
        else if (!IsProven) Rest(clock, UnsupportedMilliseconds); // ours alone: it repeats what it does not know
        return true;
    }

    /// <summary>A question with a cookie had no reply: until one has, the others go without.</summary>
    public void Doubt(ShardClock clock)
    {
        if (!IsProven) return;
        (IsProven, _tries) = (false, 0);
        _restsUntil = clock.Now + clock.TicksOfMilliseconds(FirstTryMilliseconds);
    }

    /// <summary>The server cannot be asked with cookies, or only now and then: it is left alone with them for an hour.</summary>
    public void GiveUp(ShardClock clock) => Rest(clock, TroubleMilliseconds);

    private bool IsOurs(ulong client) => _length > 0 && ClientOf(_data) == client;

    private void Keep(ReadOnlySpan<byte> given)
    {
        given.CopyTo(_data);
        (_length, _tries, IsProven) = (given.Length, 0, true);
    }

    private void Rest(ShardClock clock, long milliseconds)
    {
        (_length, _tries, IsProven) = (0, 0, false);
        _restsUntil = clock.Now + clock.TicksOfMilliseconds(milliseconds);
    }

    private void Renew(int addresses, ResolutionTable random, ShardClock clock)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_data, random.TakeClientCookie());
        (_length, _addresses, IsProven) = (ClientLength, addresses, false);
        _renewsAt = clock.Now + clock.TicksOfMilliseconds(RenewMilliseconds);
    }
}

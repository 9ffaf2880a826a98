using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns.Tsig;

namespace Polymasq.Actors.Caching;

internal enum ResolutionState : byte
{
    Free,

    /// <summary>No upstream server is known yet.</summary>
    Parked,

    /// <summary>Somebody waits, or a probe does.</summary>
    Asking,

    /// <summary>Answered. Servers that were asked as well may still reply, and it is worth knowing when.</summary>
    Draining,
}

internal enum AttemptState : byte
{
    Closed,
    Open,

    /// <summary>The reply came truncated, the question goes over TCP.</summary>
    Stream,

    /// <summary>Asked over TLS or HTTPS: the reply, or that there is none, comes from the stream port.</summary>
    Encrypted,
}

/// <summary>One question to one server.</summary>
internal struct Attempt
{
    public UpstreamServer Server;
    public AttemptState State;
    public ushort Id;
    public int SocketToken;
    public long SentAt; // by the system's clock, as the others
    public long LateAt; // when it has taken longer than this server usually does
    public uint CasePattern; // see LetterCase
    public ulong ClientCookie; // 0 when it was sent without
    public Concessions Spared; // left out
    public Concessions Doubt; // what a reply has not repeated as it must: left out if TCP does not work
    public bool IsRepeated; // with the cookie that the server has asked for
    public bool HasNoWay; // it could not be sent, or no connection made
    public bool HasFailed; // replied, but not with an answer: not to be asked this again
    public bool IsCountedSilent;

    /// <summary>Nothing has come from the server yet. One whose reply goes over TCP has shown that it is there.</summary>
    public readonly bool IsAwaited => State is AttemptState.Open or AttemptState.Encrypted;
}

/// <summary>A question on its way to upstream servers, and all who wait for its answer. Used again and again: see <see cref="ResolutionTable"/>.</summary>
internal sealed class Resolution(int index)
{
    public const int AttemptsMax = 8;

    /// <summary>Of these: to upstream servers before other gateways have been asked.</summary>
    public const int UpstreamAttemptsMax = 6;

    /// <summary>Of these: to other gateways.</summary>
    public const int PeerAttemptsMax = 3;

    private readonly byte[] _question = new byte[QuestionHasher.BufferLength];
    private int _questionLength;
    private KeyBits _bits;
    private ulong _hash;
    private Packet? _last;
    private TsigMac[]? _macs;
    private byte[]? _errors;
    private int _errorsLength;

    /// <summary>Its place in the table.</summary>
    public int Index { get; } = index;

    /// <summary>Differs each time it is used: answers to an earlier use are recognised.</summary>
    public uint Generation { get; set; }

    public ResolutionState State { get; set; }

    public QuestionKey Key => new(_question.AsSpan(0, _questionLength), _bits, _hash);

    /// <summary>The first of those who wait; the others hang behind it.</summary>
    public Packet? First { get; private set; }

    public Attempt[] Attempts { get; } = new Attempt[AttemptsMax];

    public int AttemptCount { get; set; }

    public long StartedAt { get; set; }

    /// <summary>Attempts at upstream servers, not at other gateways.</summary>
    public int UpstreamCount { get; set; }

    public int PeerCount => AttemptCount - UpstreamCount;

    /// <summary>A client waits: other gateways may be asked for what they have.</summary>
    public bool HasClient { get; private set; }

    /// <summary>Another gateway waits: it must hear soon that there is no answer, so that it is not taken for silence.</summary>
    public bool HasPeer { get; private set; }

    /// <summary>All gateways were asked for what they have in their caches.</summary>
    public bool HasAskedOthers { get; set; }

    /// <summary>When somebody must be asked again, by the system's clock.</summary>
    public long HedgeAt { get; set; }

    /// <summary>An upstream server is there, and what it replied was no answer.</summary>
    public bool HasFailedReply { get; set; }

    /// <summary>There is an expired answer to fall back on (RFC 8767).</summary>
    public bool HasStale { get; set; }

    /// <summary>The one server to ask, when this is a probe; nobody waits then.</summary>
    public UpstreamServer? Target { get; set; }

    /// <summary>Whose reply answers it; null before, and when nobody's does.</summary>
    public UpstreamServer? AnsweredBy { get; set; }

    // Belongs to the wheel.
    internal Resolution? WheelNext, WheelPrevious;
    internal int WheelSlot = -1;

    public void Begin(in QuestionKey key, long now)
    {
        key.Question.CopyTo(_question);
        (_questionLength, _bits, _hash) = (key.Question.Length, key.Bits, key.Hash);
        Generation++;
        AttemptCount = 0;
        StartedAt = now;
        UpstreamCount = _errorsLength = 0;
        HasStale = HasClient = HasPeer = HasAskedOthers = HasFailedReply = false;
        Target = AnsweredBy = null;
    }

    /// <summary>Why the first server that gave a reason has no answer, as <see cref="UpstreamErrors"/>.</summary>
    public ReadOnlySpan<byte> Errors => _errors.AsSpan(0, _errorsLength);

    /// <summary>No server could be sent the question at all.</summary>
    public bool HasNoWay
    {
        get
        {
            foreach (ref readonly Attempt attempt in Attempts.AsSpan(0, AttemptCount))
            {
                if (!attempt.HasNoWay && !attempt.Server.IsPeer) return false;
            }

            return UpstreamCount > 0;
        }
    }

    /// <summary>Keeps the reasons in a reply that is no answer. Room is made with the first one and kept.</summary>
    /// <param name="options">Of the reply's OPT record.</param>
    public void KeepErrors(ReadOnlySpan<byte> options, UpstreamServer server)
    {
        if (_errorsLength > 0 || options.IsEmpty) return;
        _errorsLength = UpstreamErrors.Collect(options, server.ErrorSource, _errors ??= new byte[UpstreamErrors.LengthMax]);
    }

    /// <summary>The signature of an attempt at another gateway, which its reply is verified with. Room is made with the first one and kept.</summary>
    public ref TsigMac MacOf(int attempt) => ref (_macs ??= new TsigMac[AttemptsMax])[attempt];

    public void AddWaiter(Packet query)
    {
        if (query.Facts.IsFromPeer) HasPeer = true;
        else HasClient = true;
        query.Next = null;
        if (_last is null) First = query;
        else _last.Next = query;
        _last = query;
    }

    /// <summary>Hands all who wait to the caller, the first of a chain.</summary>
    public Packet? TakeWaiters()
    {
        Packet? first = First;
        First = _last = null;
        HasClient = HasPeer = false;
        return first;
    }

    public bool HasOpenAttempts
    {
        get
        {
            foreach (ref readonly Attempt attempt in Attempts.AsSpan(0, AttemptCount))
            {
                if (attempt.State != AttemptState.Closed) return true;
            }

            return false;
        }
    }

    /// <summary>The same, without those at servers that are down.</summary>
    public bool HasOpenAttemptsAtLiving
    {
        get
        {
            foreach (ref readonly Attempt attempt in Attempts.AsSpan(0, AttemptCount))
            {
                if (attempt.State != AttemptState.Closed && attempt.Server.Verdict.State != UpstreamState.Down) return true;
            }

            return false;
        }
    }

    /// <summary>An upstream server has replied that it has no answer: SERVFAIL, REFUSED, or nothing that can be used.</summary>
    public bool HasReplyWithoutAnswer
    {
        get
        {
            foreach (ref readonly Attempt attempt in Attempts.AsSpan(0, AttemptCount))
            {
                if (attempt is { HasFailed: true, HasNoWay: false } && !attempt.Server.IsPeer) return true;
            }

            return false;
        }
    }
}

using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

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
    public bool IsWithoutEdns;
    public bool HasFailed; // replied, but not with an answer: not to be asked this again
    public bool IsCountedSilent;
}

/// <summary>A question on its way to upstream servers, and all who wait for its answer. Used again and again: see <see cref="ResolutionTable"/>.</summary>
internal sealed class Resolution(int index)
{
    public const int AttemptsMax = 6;

    private readonly byte[] _question = new byte[QuestionHasher.BufferLength];
    private int _questionLength;
    private KeyBits _bits;
    private ulong _hash;
    private Packet? _last;

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

    /// <summary>When somebody must be asked again, by the system's clock.</summary>
    public long HedgeAt { get; set; }

    /// <summary>There is an expired answer to fall back on (RFC 8767).</summary>
    public bool HasStale { get; set; }

    /// <summary>The one server to ask, when this is a probe; nobody waits then.</summary>
    public UpstreamServer? Target { get; set; }

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
        HasStale = false;
        Target = null;
    }

    public void AddWaiter(Packet query)
    {
        if (_last is null) First = query;
        else _last.Next = query;
        _last = query;
    }

    /// <summary>Hands all who wait to the caller, the first of a chain.</summary>
    public Packet? TakeWaiters()
    {
        Packet? first = First;
        First = _last = null;
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
}

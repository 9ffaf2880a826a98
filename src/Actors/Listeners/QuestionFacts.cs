using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Listeners;

/// <summary>What the responder has read of a query that nobody must read twice.</summary>
internal struct QuestionFacts
{
    /// <summary>The keyed hash of name, type, class and the bits that belong to the key.</summary>
    public ulong Hash;

    /// <summary>Name, type and class in the message, from the end of the header.</summary>
    public int QuestionLength;

    /// <summary>The largest response this client takes, in bytes.</summary>
    public int ResponseBytesMax;

    public bool HasEdns;

    /// <summary>What the response has besides; null for most.</summary>
    public ResponseExtras? Extras;

    /// <summary>Another gateway asks: answered from the cache or by upstream, never by a third gateway, and signed.</summary>
    public bool IsFromPeer;

    /// <summary>Nobody waits for the answer: the entry is old and shall be fetched anew.</summary>
    public bool IsRefresh;

    /// <summary>The DO bit (RFC 3225): a part of the key, since the answers differ.</summary>
    public bool DnssecOk;

    /// <summary>The CD bit (RFC 4035 §3.2.2): a part of the key as well.</summary>
    public bool CheckingDisabled;

    /// <summary>The name has other types here: it exists, whatever upstream says, and at most has no data of this type.</summary>
    public bool IsKnownName;

    /// <summary>The question is for the name that aliases of ours lead to.</summary>
    public readonly bool HasAliases => Extras is { HasAliases: true };

    public readonly KeyBits KeyBits => QuestionKey.BitsOf(DnssecOk, CheckingDisabled);

    /// <summary>Bytes of the response's OPT record with its options; 0 when there is none.</summary>
    public readonly int OptLength => !HasEdns ? 0 : Extras is not null ? EdnsWriter.OptLength + Extras.OptionsLength : EdnsWriter.OptLength;

    /// <summary>Writes the OPT record of a response to this question, which the message's ARCOUNT must count, and returns its length.</summary>
    /// <param name="destination">Room for <see cref="OptLength"/> bytes.</param>
    public readonly int WriteOpt(Span<byte> destination, int udpPayloadSize, Rcode rcode = Rcode.NoError)
    {
        int length = EdnsWriter.WriteOpt(destination, udpPayloadSize, rcode, DnssecOk);
        return Extras is null ? length : length + Extras.AppendOptions(destination);
    }
}

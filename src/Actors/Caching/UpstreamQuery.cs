using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Caching;

/// <summary>The messages that go to upstream servers, and what their replies are worth at first sight.</summary>
internal static class UpstreamQuery
{
    public const int LengthMax = DnsHeader.Size + QuestionKey.LengthMax + EdnsWriter.OptLength + CookieOptionLengthMax;

    private const int CookieOptionLengthMax = 4 + UpstreamCookie.LengthMax;

    /// <summary>Writes a question: RD set unless nobody shall be asked for it, CD and DO as the client asked, and an OPT record that keeps replies below fragmentation.</summary>
    /// <param name="cookie">The data of the cookie option; empty for none.</param>
    public static int Write(
        Span<byte> destination, in QuestionKey key, ushort id, bool withEdns, bool recursionDesired = true, uint casePattern = 0, ReadOnlySpan<byte> cookie = default)
    {
        bool checkingDisabled = (key.Bits & KeyBits.CheckingDisabled) != 0;
        DnsFlags flags = new DnsFlags(recursionDesired ? DnsFlags.RecursionDesired : (ushort)0).With(checkingDisabled ? DnsFlags.CheckingDisabled : (ushort)0);
        new DnsHeader(id, flags, QuestionCount: 1, AdditionalCount: (ushort)(withEdns ? 1 : 0)).Write(destination);
        key.Question.CopyTo(destination[DnsHeader.Size..]);
        if (casePattern != 0) LetterCase.Apply(casePattern, destination.Slice(DnsHeader.Size, key.Question.Length - QuestionKey.FixedLength));
        int length = DnsHeader.Size + key.Question.Length;
        if (!withEdns) return length;
        bool dnssecOk = (key.Bits & KeyBits.DnssecOk) != 0;
        Span<byte> opt = destination[length..];
        length += EdnsWriter.WriteOpt(opt, CachedResponse.UdpPayloadSize, dnssecOk: dnssecOk);
        return cookie.IsEmpty ? length : length + EdnsWriter.AppendOption(opt, EdnsOptionCode.Cookie, cookie);
    }

    /// <summary>Judges a reply whose ID, server and socket are those of the question.</summary>
    /// <param name="casePattern">What <see cref="Write"/> was given; 0 for a question whose case does not matter.</param>
    /// <param name="extendedRcode">Of its OPT record.</param>
    public static ReplyKind Judge(ReadOnlySpan<byte> reply, in QuestionKey key, uint casePattern = 0, byte extendedRcode = 0)
    {
        if (!DnsHeader.TryRead(reply, out DnsHeader header) || !header.Flags.IsResponse || header.Flags.Opcode != Opcode.Query) return ReplyKind.Mismatch;
        Rcode rcode = (Rcode)((extendedRcode << 4) | (int)header.Flags.Rcode);
        bool isAnswer = rcode is Rcode.NoError or Rcode.NxDomain;
        // RFC 1035 §4.1.1: who cannot read a question may be unable to repeat it.
        if (header.QuestionCount == 0 && !isAnswer) return KindOfFailure(rcode);
        if (header.QuestionCount != 1 || !RepeatsQuestion(reply, key.Question)) return ReplyKind.Mismatch;
        ReadOnlySpan<byte> name = key.Question[..^QuestionKey.FixedLength];
        if (casePattern != 0 && !LetterCase.IsKept(casePattern, reply.Slice(DnsHeader.Size, name.Length), name)) return ReplyKind.OtherCase;
        if (!isAnswer) return KindOfFailure(rcode);
        return header.Flags.IsTruncated ? ReplyKind.Truncated : ReplyKind.Answer;
    }

    private static ReplyKind KindOfFailure(Rcode rcode) => rcode switch
    {
        Rcode.FormErr or Rcode.NotImp or Rcode.BadVers => ReplyKind.FormErr,
        Rcode.BadCookie => ReplyKind.BadCookie,
        Rcode.Refused => ReplyKind.Refused,
        _ => ReplyKind.Failure,
    };

    // RFC 5452 §9.1. Servers may not keep the letter case that we sent: names are compared without it.
    private static bool RepeatsQuestion(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> question)
    {
        if (reply.Length < DnsHeader.Size + question.Length) return false;
        ReadOnlySpan<byte> repeated = reply.Slice(DnsHeader.Size, question.Length);
        if (repeated.SequenceEqual(question)) return true;
        return repeated[^QuestionKey.FixedLength..].SequenceEqual(question[^QuestionKey.FixedLength..])
            && WireName.EqualsIgnoreCase(repeated[..^QuestionKey.FixedLength], question[..^QuestionKey.FixedLength]);
    }
}

internal enum ReplyKind : byte
{
    /// <summary>Not a reply to this question: forged, or from another age.</summary>
    Mismatch,

    Answer,
    Truncated,

    /// <summary>To this question, but its letters came back in another case: forged, or from a server that does not keep it.</summary>
    OtherCase,

    /// <summary>To this question, but without the cookie that it must have: forged, or from a server that does not always know cookies.</summary>
    WrongCookie,

    /// <summary>It wants to see the cookie that it has sent along (RFC 7873 §5.2.3).</summary>
    BadCookie,

    /// <summary>FORMERR, NOTIMP or BADVERS: perhaps it does not like EDNS (RFC 6891 §6.2.2), or what is in it.</summary>
    FormErr,

    Refused,
    Failure,
}

using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Cookies;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// What the responses to some queries have besides: a cookie, the name of this server, aliases in front. Belongs to a responder or a
/// packet, so that questions without any of it carry a reference only.
/// </summary>
internal sealed class ResponseExtras
{
    private readonly byte[] _cookie = new byte[ServerCookies.Length];
    private byte[] _beginning = [];
    private int _beginningLength, _questionLength;

    /// <summary>The client has sent a cookie: <see cref="Cookie"/> goes into the response (RFC 7873 §5.2).</summary>
    public bool HasCookie { get; set; }

    /// <summary>The data of the response's cookie option (RFC 7873 §4).</summary>
    public Span<byte> Cookie => _cookie;

    /// <summary>The data of the response's NSID option (RFC 5001 §2.3); null when there is none.</summary>
    public byte[]? Nsid { get; set; }

    /// <summary>The response begins with aliases of ours; what is looked up is the name that they lead to.</summary>
    public bool HasAliases => _beginningLength > 0;

    /// <summary>The beginning of the response as a message: the question that was really asked, and the aliases.</summary>
    public ReadOnlySpan<byte> Beginning => _beginning.AsSpan(0, _beginningLength);

    /// <summary>Of <see cref="Beginning"/>, a header and the question that was really asked.</summary>
    public ReadOnlySpan<byte> Asked => _beginning.AsSpan(0, DnsHeader.Size + _questionLength);

    /// <summary>Bytes that the options take.</summary>
    public int OptionsLength =>
        (HasCookie ? EdnsWriter.OptionLength(ServerCookies.Length) : 0) + (Nsid is null ? 0 : EdnsWriter.OptionLength(Nsid.Length));

    /// <summary>Forgets what the query before had.</summary>
    public ResponseExtras Clear()
    {
        (HasCookie, Nsid, _beginningLength) = (false, null, 0);
        return this;
    }

    public void BeginWith(ReadOnlySpan<byte> beginning, int questionLength)
    {
        if (_beginning.Length < beginning.Length) _beginning = new byte[beginning.Length];
        beginning.CopyTo(_beginning);
        (_beginningLength, _questionLength) = (beginning.Length, questionLength);
    }

    /// <summary>Writes the question for the name that the aliases lead to: header and type are those of the query.</summary>
    /// <returns>The question, as a message.</returns>
    public ReadOnlySpan<byte> WriteTarget(ReadOnlySpan<byte> query, Span<byte> target)
    {
        ReadOnlySpan<byte> name = default;
        DnsMessageReader.Open(Beginning, out DnsMessageReader reader);
        reader.SkipQuestions();
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord alias) == DnsReadStatus.Ok) name = alias.Data;
        query[..DnsHeader.Size].CopyTo(target);
        name.CopyTo(target[DnsHeader.Size..]);
        int length = DnsHeader.Size + name.Length;
        const int TypeAndClass = 4;
        query.Slice(DnsHeader.Size + _questionLength - TypeAndClass, TypeAndClass).CopyTo(target[length..]);
        return target[..(length + TypeAndClass)];
    }

    public void CopyFrom(ResponseExtras other)
    {
        (HasCookie, Nsid) = (other.HasCookie, other.Nsid);
        other._cookie.CopyTo(_cookie, 0);
        BeginWith(other.Beginning, other._questionLength);
    }

    /// <summary>Appends the options to an OPT record and returns their length.</summary>
    public int AppendOptions(Span<byte> opt)
    {
        int length = HasCookie ? EdnsWriter.AppendOption(opt, EdnsOptionCode.Cookie, _cookie) : 0;
        return Nsid is null ? length : length + EdnsWriter.AppendOption(opt, EdnsOptionCode.Nsid, Nsid);
    }
}

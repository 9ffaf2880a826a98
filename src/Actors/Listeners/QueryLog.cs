using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// One line for each query and each answer that had to be fetched, in dnsmasq's manner (log.queries), and the way to those who follow
/// queries live. Off, it costs a look at two fields; on, queues keep slow readers from slowing answers.
/// </summary>
public sealed class QueryLog(ILogger log)
{
    private volatile bool _isLogged;
    private volatile IQueryFollower? _follower;

    /// <summary>Queries go into the log. May change at any time.</summary>
    public bool IsLogged
    {
        get => _isLogged;
        set => _isLogged = value;
    }

    /// <summary>Who is told of each answer; null for nobody. May change at any time.</summary>
    public IQueryFollower? Follower
    {
        get => _follower;
        set => _follower = value;
    }

    /// <summary>Somebody wants to know.</summary>
    public bool IsOn => _isLogged || _follower is not null;

    internal void Queried(ReadOnlySpan<byte> datagram, in QueryOrigin origin, DnsResponse outcome, in AnswerOrigin from, ReadOnlySpan<byte> response)
    {
        if (outcome != DnsResponse.Pending) Show(datagram, origin, from, response);
        if (!_isLogged) return;
        string how = outcome switch
        {
            DnsResponse.Answered => $"{Word(from.Source)} {RcodeOf(response)}",
            DnsResponse.Pending => "forwarded",
            _ => "dropped",
        };
        ListenersLog.Queried(log, TypeOf(datagram), NameOf(datagram), AddressOf(origin), how);
    }

    internal void Replied(Packet query, ReadOnlySpan<byte> response)
    {
        Show(query.Asked, query.Origin, query.Answered, response);
        if (_isLogged) ListenersLog.Replied(log, TypeOf(query.Asked), NameOf(query.Asked), AddressOf(query.Origin), RcodeOf(response));
    }

    private void Show(ReadOnlySpan<byte> query, in QueryOrigin origin, in AnswerOrigin from, ReadOnlySpan<byte> response) =>
        _follower?.Saw(new QuerySighting { Query = query, Response = response, Origin = origin, From = from });

    private static string Word(AnswerSource source) => source switch
    {
        AnswerSource.Local => "local",
        AnswerSource.Cache => "cached",
        AnswerSource.Stale => "stale",
        _ => "refused",
    };

    private static string NameOf(ReadOnlySpan<byte> message) =>
        DnsName.Read(message, DnsHeader.Size, out DnsName name, out _) == DnsReadStatus.Ok ? DnsNameText.FormatRelative(name) : "(no name)";

    private static string TypeOf(ReadOnlySpan<byte> message)
    {
        if (DnsName.Read(message, DnsHeader.Size, out _, out int length) != DnsReadStatus.Ok || message.Length < DnsHeader.Size + length + 2) return "?";
        return RecordTypeText.Format((RecordType)((message[DnsHeader.Size + length] << 8) | message[DnsHeader.Size + length + 1]));
    }

    private static string RcodeOf(ReadOnlySpan<byte> response)
    {
        if (response.Length < DnsHeader.Size) return "";
        Rcode rcode = (Rcode)(response[3] & 0x0F);
        return Enum.IsDefined(rcode) ? rcode.ToString().ToUpperInvariant() : ((int)rcode).ToString(CultureInfo.InvariantCulture);
    }

    private static IPAddress AddressOf(in QueryOrigin origin) => origin.Peer.ToIPEndPoint().Address;
}

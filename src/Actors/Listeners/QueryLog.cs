using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// One line for each query and each answer that had to be fetched, in dnsmasq's manner (log.queries). Off, it costs one look at
/// a flag; on, the log's own queue keeps a slow reader from slowing answers.
/// </summary>
public sealed class QueryLog(ILogger log)
{
    private volatile bool _isOn;

    /// <summary>May change at any time.</summary>
    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    internal void Queried(ReadOnlySpan<byte> datagram, in QueryOrigin origin, DnsResponse outcome, AnswerSource source, ReadOnlySpan<byte> response)
    {
        string how = outcome switch
        {
            DnsResponse.Answered => $"{Word(source)} {RcodeOf(response)}",
            DnsResponse.Pending => "forwarded",
            _ => "dropped",
        };
        ListenersLog.Queried(log, TypeOf(datagram), NameOf(datagram), AddressOf(origin), how);
    }

    internal void Replied(Packet query, ReadOnlySpan<byte> response) =>
        ListenersLog.Replied(log, TypeOf(query.Message), NameOf(query.Message), AddressOf(query.Origin), RcodeOf(response));

    private static string Word(AnswerSource source) => source switch
    {
        AnswerSource.Local => "local",
        AnswerSource.Cache => "cached",
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

/// <summary>Where an answer that came at once came from.</summary>
internal enum AnswerSource : byte
{
    /// <summary>An error: the query makes no sense, or is not for us.</summary>
    Refusal,

    /// <summary>Names that this gateway knows.</summary>
    Local,

    Cache,
}

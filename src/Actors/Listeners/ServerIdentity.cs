using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// What this server tells of itself over DNS: who it is (RFC 4892, 5001), and dnsmasq's statistics. Nothing unless it is configured, since
/// strangers learn from it what to attack. Class CHAOS never comes this far on the way of ordinary queries. For any thread.
/// </summary>
/// <param name="version">Of the program.</param>
/// <param name="name">Of this gateway.</param>
/// <param name="shards">The cache.</param>
/// <param name="counters">Of all that answers clients.</param>
public sealed class ServerIdentity(string version, string name, CacheShards shards, Func<IEnumerable<ListenerCounters>> counters)
{
    private const int StringLengthMax = 255;

    private volatile bool _isHidden = true;
    private volatile byte[]? _nsid;

    /// <summary>The data of the NSID option for clients that ask with it (RFC 5001 §2.3); null for none.</summary>
    internal byte[]? Nsid => _nsid;

    /// <summary>Sets dns.no-ident and dns.nsid. From any thread.</summary>
    /// <param name="isHidden">Questions of class CHAOS are refused.</param>
    /// <param name="nsid">Empty for none.</param>
    public void Configure(bool isHidden, string nsid)
    {
        _isHidden = isHidden;
        _nsid = string.IsNullOrEmpty(nsid) ? null : Encoding.UTF8.GetBytes(nsid);
    }

    /// <summary>Answers a question for TXT in class CHAOS, without the OPT record.</summary>
    /// <returns>Bytes written; 0 for what is to be refused.</returns>
    internal int TryAnswer(ReadOnlySpan<byte> datagram, in DnsQuery query, Span<byte> response)
    {
        if (_isHidden || query.Class != RecordClass.Chaos || query.Type != RecordType.TXT) return 0;
        if (DnsName.Read(datagram, DnsQuery.QnameOffset, out DnsName owner, out _) != DnsReadStatus.Ok) return 0;
        ImmutableArray<string> texts = TextsOf(DnsNameText.FormatRelative(owner));
        if (texts.IsEmpty) return 0;
        DnsMessageWriter writer = new(response);
        bool fits = writer.TryWriteQuestion(owner, query.Type, query.Class)
            && writer.TryWriteRecord(DnsSection.Answer, owner, ttlSeconds: 0, new TxtRecord(StringsOf(texts)), RecordClass.Chaos);
        DnsFlags flags = query.Flags.ToResponse(Rcode.NoError).With(DnsFlags.Authoritative);
        return writer.Finish(query.Id, fits ? flags : flags.With(DnsFlags.Truncated));
    }

    private ImmutableArray<string> TextsOf(string question) => question.ToLowerInvariant() switch
    {
        "version.bind" or "version.server" => [$"polymasq-{version}"],
        "hostname.bind" or "id.server" => [name],
        "cachesize.bind" => [Text(shards.Stats().Sum(static shard => shard.BytesMax))],
        "insertions.bind" => [Text(shards.Stats().Sum(static shard => shard.Insertions))],
        "evictions.bind" => [Text(shards.Stats().Sum(static shard => shard.Evictions))],
        "hits.bind" => [Text(counters().Sum(static one => one.Hits + one.Local))],
        "misses.bind" => [Text(counters().Sum(static one => one.Misses))],
        "auth.bind" => [Text(0)], // there are no zones of ours that somebody could ask for
        "servers.bind" => ServerTexts(shards.Upstreams.Current.All),
        _ => [],
    };

    // As dnsmasq has it: where, how often asked, how often in vain.
    private static ImmutableArray<string> ServerTexts(ImmutableArray<UpstreamServer> servers)
    {
        if (servers.IsEmpty) return [""];
        return [.. servers.Select(static server => $"{server.Name} {Text(Sum(server, static tally => tally.Asked))} {Text(Sum(server, static tally => tally.Silent + tally.Failed + tally.Refused))}")];
    }

    private static long Sum(UpstreamServer server, Func<UpstreamTally, long> value)
    {
        long sum = 0;
        foreach (UpstreamTally tally in server.Tallies) sum += value(tally);
        return sum;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // RFC 1035 §3.3: each string with its length before it.
    private static byte[] StringsOf(ImmutableArray<string> texts)
    {
        List<byte> strings = [];
        foreach (byte[] text in texts.Select(Encoding.UTF8.GetBytes))
        {
            int length = Math.Min(text.Length, StringLengthMax);
            strings.Add((byte)length);
            strings.AddRange(text.AsSpan(0, length));
        }

        return [.. strings];
    }
}

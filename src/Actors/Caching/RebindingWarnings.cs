using Microsoft.Extensions.Logging;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Tells of rebinding attacks: of each name once an hour, and of no more than a few a minute, so that an attacker cannot fill a log.</summary>
internal sealed class RebindingWarnings(ILogger log, ShardClock clock)
{
    private const int NamesRemembered = 256;
    private const int PerMinuteMax = 10;

    private readonly (ulong Hash, long At)[] _told = new (ulong, long)[NamesRemembered];
    private long _minuteBegan;
    private int _inMinute;

    public void Tell(in QuestionKey key)
    {
        ref (ulong Hash, long At) last = ref _told[key.Hash % NamesRemembered];
        if (last.Hash == key.Hash && clock.Now - last.At < clock.TicksOfMilliseconds(3_600_000)) return;
        if (clock.Now - _minuteBegan >= clock.TicksOfMilliseconds(60_000)) (_minuteBegan, _inMinute) = (clock.Now, 0);
        if (_inMinute++ >= PerMinuteMax) return;
        last = (key.Hash, clock.Now);
        _ = DnsName.Read(key.Question, 0, out DnsName name, out _); // was checked when it was asked
        CachingLog.Rebinding(log, DnsNameText.FormatRelative(name));
    }
}

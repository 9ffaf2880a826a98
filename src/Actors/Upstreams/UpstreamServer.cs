using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Upstreams;

/// <summary>
/// What shards hold of an upstream server: its address, its actor's verdict, and their own tallies. Lives as long as the server is configured,
/// across changes of others.
/// </summary>
internal sealed class UpstreamServer
{
    private readonly UpstreamTally[] _tallies;
    private readonly UpstreamCookie[] _cookies;
    private long _verdict = new UpstreamVerdict(UpstreamState.Unknown, UpstreamHealth.FirstGuessMicros, UpstreamHealth.FirstGuessMicros).Pack();
    private double _meanMicros;
    private long _withoutEdnsUntil = long.MinValue;
    private long _ignoresCaseUntil = long.MinValue;

    /// <param name="gateway">The name of another gateway of the cluster; null for a server outside of it.</param>
    public UpstreamServer(UpstreamTarget target, int shardCount, string? gateway = null)
    {
        (Target, Gateway) = (target, gateway);
        Address = target.Address;
        Name = target.ToString();
        _tallies = new UpstreamTally[shardCount];
        _cookies = new UpstreamCookie[shardCount];
        for (int i = 0; i < shardCount; i++) (_tallies[i], _cookies[i]) = (new UpstreamTally(), new UpstreamCookie());
    }

    public UpstreamTarget Target { get; }

    public IpEndpoint Address { get; }

    public string Name { get; }

    /// <summary>The gateway that it is; null for an upstream server.</summary>
    public string? Gateway { get; }

    /// <summary>It is another gateway: questions to it are signed, and so must its replies be.</summary>
    public bool IsPeer => Gateway is not null;

    /// <summary>How errors that come from it name it; empty for a gateway, whose errors name somebody already.</summary>
    public string ErrorSource => IsPeer ? "" : Name;

    /// <summary>The server's actor. Set before the server is published.</summary>
    public IActorRef<UpstreamMessage>? Owner { get; set; }

    /// <summary>Read by shards without asking, written by the server's actor.</summary>
    public UpstreamVerdict Verdict
    {
        get => UpstreamVerdict.Unpack(Volatile.Read(ref _verdict));
        set => Volatile.Write(ref _verdict, value.Pack());
    }

    /// <summary>Mean latency for people to look at; what shards choose by is the verdict.</summary>
    public double MeanMicros
    {
        get => Volatile.Read(ref _meanMicros);
        set => Volatile.Write(ref _meanMicros, value);
    }

    /// <summary>
    /// Until when, by the system's clock, it is asked without EDNS, because it has answered FORMERR to it (RFC 6891 §6.2.2). Written by any shard: the last one wins.
    /// </summary>
    public long WithoutEdnsUntil
    {
        get => Volatile.Read(ref _withoutEdnsUntil);
        set => Volatile.Write(ref _withoutEdnsUntil, value);
    }

    /// <summary>Until when it is asked in lower case, because it does not repeat letters in the case they came in. Written by any shard: the last one wins.</summary>
    public long IgnoresCaseUntil
    {
        get => Volatile.Read(ref _ignoresCaseUntil);
        set => Volatile.Write(ref _ignoresCaseUntil, value);
    }

    /// <summary>By shard.</summary>
    public ReadOnlySpan<UpstreamTally> Tallies => _tallies;

    /// <summary>By shard.</summary>
    public ReadOnlySpan<UpstreamCookie> Cookies => _cookies;

    public override string ToString() => Name;
}

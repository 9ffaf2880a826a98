namespace Polymasq.Actors.Upstreams;

/// <summary>Which of several servers is asked first.</summary>
public enum UpstreamOrder : byte
{
    /// <summary>The one with the lowest expected latency; the others are asked now and then to know theirs.</summary>
    Fastest,

    /// <summary>In the order of the configuration (dnsmasq's strict-order).</summary>
    Strict,

    /// <summary>All at once, the first answer wins (dnsmasq's all-servers).</summary>
    All,
}

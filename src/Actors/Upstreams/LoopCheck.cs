using System.Diagnostics.CodeAnalysis;
using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Upstreams;

/// <summary>Which servers send our questions back to us, as far as their probes show. The state of <see cref="UpstreamsActor"/>, without its timers.</summary>
internal sealed class LoopCheck
{
    private readonly RandomNumbers _random = new();
    private readonly Dictionary<ulong, UpstreamTarget> _probes = [];
    private readonly HashSet<UpstreamTarget> _looping = [];
    private readonly HashSet<UpstreamTarget> _unheard = []; // looping by an earlier round, their probe has not come back in this one

    /// <summary>The number of the round of probes that is under way.</summary>
    public int Round { get; private set; }

    public IReadOnlySet<UpstreamTarget> Looping => _looping;

    /// <summary>The numbers of this round's probes.</summary>
    public IEnumerable<ulong> Probes => _probes.Keys;

    /// <summary>Begins a round: what came of earlier ones counts until it is over.</summary>
    /// <returns>Whom to send which probe.</returns>
    public IReadOnlyDictionary<ulong, UpstreamTarget> Begin(IEnumerable<UpstreamTarget> servers)
    {
        Round++;
        _probes.Clear();
        _unheard.Clear();
        foreach (UpstreamTarget server in servers.Distinct())
        {
            _probes.Add(((ulong)_random.Next() << 32) | _random.Next(), server);
            if (_looping.Contains(server)) _unheard.Add(server);
        }

        return _probes;
    }

    /// <summary>A probe has come back.</summary>
    /// <returns>True when this is news of its server.</returns>
    public bool TryMark(ulong probe, [NotNullWhen(true)] out UpstreamTarget? server)
    {
        if (!_probes.TryGetValue(probe, out server)) return false; // of an earlier round
        _unheard.Remove(server);
        return _looping.Add(server);
    }

    /// <summary>Ends a round.</summary>
    /// <param name="answers">Whether a server is there at all: one that is down shows nothing.</param>
    /// <returns>The servers that loop no more.</returns>
    public UpstreamTarget[] End(Func<UpstreamTarget, bool> answers)
    {
        UpstreamTarget[] mended = [.. _unheard.Where(answers)];
        _looping.ExceptWith(mended);
        _unheard.Clear();
        return mended;
    }

    /// <summary>Forgets servers that are not used any more.</summary>
    public void Keep(IEnumerable<UpstreamTarget> servers) => _looping.IntersectWith(servers);

    public void Clear()
    {
        _probes.Clear();
        _looping.Clear();
        _unheard.Clear();
    }
}

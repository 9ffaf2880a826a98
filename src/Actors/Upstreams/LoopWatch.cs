using System.Buffers.Text;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Upstreams;

/// <summary>
/// Recognises our own probes among the queries that come in: whoever they were sent to asks us in its turn (dns-loop-detect). Read by everybody who
/// answers queries, written by the owner of the upstream servers.
/// </summary>
/// <remarks>
/// The names are random, so that nobody else asks for them, and in a domain that does not exist (RFC 6761 §6.2):
/// <code>
/// 16 | sixteen hexadecimal digits | 4 | test | 0
/// </code>
/// </remarks>
internal sealed class LoopWatch
{
    private const int Digits = 16;
    private static readonly byte[] Domain = "\u0004test\0"u8.ToArray();

    private volatile Watched? _watched;

    /// <summary>Questions of type TXT are worth a look.</summary>
    public bool IsOn => _watched is not null;

    /// <summary>From now on tells who looks for probes of these numbers, and no others.</summary>
    public void Begin(IActorRef<UpstreamsMessage> owner, IEnumerable<ulong> probes) => _watched = new Watched(owner, [.. probes]);

    public void End() => _watched = null;

    /// <summary>Whether a query is a probe of ours, which its owner is told.</summary>
    /// <param name="name">On the wire, in whatever case.</param>
    public bool Catches(ReadOnlySpan<byte> name)
    {
        if (_watched is not { } watched || name.Length != 1 + Digits + Domain.Length || name[0] != Digits) return false;
        if (!Protocols.Dns.WireName.EqualsIgnoreCase(name[(1 + Digits)..], Domain)) return false;
        if (!Utf8Parser.TryParse(name.Slice(1, Digits), out ulong probe, out int read, 'x') || read != Digits || !watched.Probes.Contains(probe)) return false;
        watched.Owner.Tell(new UpstreamsMessage.Looped(probe));
        return true;
    }

    /// <summary>The name of a probe, on the wire.</summary>
    public static byte[] NameOf(ulong probe) => [Digits, .. System.Text.Encoding.ASCII.GetBytes(probe.ToString("x16", System.Globalization.CultureInfo.InvariantCulture)), .. Domain];

    private sealed record Watched(IActorRef<UpstreamsMessage> Owner, HashSet<ulong> Probes);
}

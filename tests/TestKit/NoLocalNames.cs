using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.TestKit;

/// <summary>Knows no name: every question goes to the cache.</summary>
public sealed class NoLocalNames : ILocalNames
{
    public int TryAnswer(ReadOnlySpan<byte> datagram, in DnsQuery query, ReadOnlySpan<byte> name, in QueryOrigin origin, Span<byte> response, out LocalSource source)
    {
        source = LocalSource.None;
        return 0;
    }
}

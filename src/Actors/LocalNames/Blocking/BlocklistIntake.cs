using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>Takes the lines of blocklists.</summary>
internal sealed class BlocklistIntake : NamesIntake
{
    private readonly BlockSetBuilder _builder = new();

    public override long FileBytesMax => 1024 * 1024 * 1024;

    protected override int Names => _builder.Count;

    protected override bool TryTake(ReadOnlySpan<byte> line)
    {
        BlocklistLine rest = new(line);
        bool isGood = rest.IsGood;
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        while (rest.TryTake(wire, out int length)) isGood &= _builder.TryAdd(wire[..length], rest.Rules);
        return isGood && rest.IsGood;
    }

    protected override LocalNamesMessage Finish(ImmutableArray<HostsFileReport> reports) => new LocalNamesMessage.BlocklistsRead(_builder.Build(), reports);
}

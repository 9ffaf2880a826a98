using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>Takes the lines of hosts files: an address, names, a comment behind # (hosts(5)).</summary>
internal sealed class HostsIntake(LocalNamesSettings settings) : NamesIntake
{
    private readonly HostsTableBuilder _builder = new(settings);

    public override long FileBytesMax => 64 * 1024 * 1024;

    protected override int Names => _builder.Count;

    protected override bool TryTake(ReadOnlySpan<byte> line)
    {
        int comment = line.IndexOf((byte)'#');
        if (comment >= 0) line = line[..comment];
        ReadOnlySpan<byte> addressText = HostText.TakeWord(ref line);
        if (addressText.IsEmpty) return true;
        ReadOnlySpan<byte> name = HostText.TakeWord(ref line);
        if (name.IsEmpty || !HostText.TryParseAddress(addressText, out AddressKey address)) return false;

        bool areNames = true;
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        for (; !name.IsEmpty; name = HostText.TakeWord(ref line))
            areNames &= HostText.TryParseName(name, wire, out int length) && _builder.TryAdd(wire[..length], address);
        return areNames;
    }

    protected override LocalNamesMessage Finish(ImmutableArray<HostsFileReport> reports) => new LocalNamesMessage.HostsRead(_builder.Build(), reports);
}

using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Reads <c>synth-domain</c>: DOMAIN,NETWORK/LENGTH or DOMAIN,FIRST,LAST, then a prefix, which ends with * for numbered names.</summary>
internal static class SynthDomainReader
{
    private const string Form = "DOMAIN,NETWORK/LENGTH[,PREFIX[*]] or DOMAIN,FIRST,LAST[,PREFIX[*]]";

    public static ImmutableArray<SynthDomain> Read(ConfigurationSection dns) =>
        [.. dns.Items("synth-domain").Select(static item => Read(new RecordFields(item, Form))).OfType<SynthDomain>()];

    private static SynthDomain? Read(RecordFields fields)
    {
        fields.Need(2);
        bool isNetwork = fields.Text(1).Contains('/', StringComparison.Ordinal);
        (byte[]? first, byte[]? last) = isNetwork ? Network(fields) : (fields.Address(1)?.GetAddressBytes(), fields.Address(2)?.GetAddressBytes());
        if (first is null || last is null) return null;
        if (first.Length != last.Length || first.AsSpan().SequenceCompareTo(last) > 0) fields.Wrong("the last address is not after the first");

        string prefix = fields.Text(isNetwork ? 2 : 3).ToLowerInvariant();
        bool isNumbered = prefix.EndsWith('*');
        if (isNumbered) prefix = prefix[..^1];
        if (prefix.Length > 0 && (prefix.Contains('.', StringComparison.Ordinal) || DnsNameText.ToLowerWire(prefix) is null)) fields.Wrong($"'{prefix}' is no part of a name");
        return fields.IsGood ? new SynthDomain(fields.Name(0), [.. first], [.. last], prefix, isNumbered) : null;
    }

    private static (byte[]? First, byte[]? Last) Network(RecordFields fields)
    {
        string[] parts = fields.Text(1).Split('/');
        bool isNetwork = AddressText.TryParse(parts[0], out IPAddress network)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int length);
        byte[] first = isNetwork ? network.GetAddressBytes() : [];
        if (!isNetwork || parts.Length != 2 || length > first.Length * 8)
        {
            fields.Wrong($"'{fields.Text(1)}' is no network");
            return (null, null);
        }

        byte[] last = [.. first];
        for (int bit = length; bit < first.Length * 8; bit++)
        {
            byte mask = (byte)(0x80 >> (bit % 8));
            first[bit / 8] &= (byte)~mask;
            last[bit / 8] |= mask;
        }

        return (first, last);
    }
}

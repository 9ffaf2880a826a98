using System.Globalization;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Control.Commands;

/// <summary>The words of the <c>dns</c> commands, and their arguments.</summary>
internal static class DnsText
{
    /// <exception cref="ControlException">There is no name, or it is none.</exception>
    public static byte[] NameOf(ControlArguments arguments) => CacheName.Of(arguments) ?? throw ControlException.BadArgument("name: which name?");

    /// <summary>A, when none is given.</summary>
    /// <exception cref="ControlException">It is no type.</exception>
    public static RecordType TypeOf(ControlArguments arguments) =>
        arguments.Text("type") is null ? RecordType.A : arguments.Parsed<RecordType>("type", RecordTypeText.TryParse, "record type: A, AAAA, MX, …, or TYPE123");

    public static string Of(byte[] name) => DnsName.TryFromWire(name, out DnsName readable) ? DnsNameText.FormatRelative(readable) : "?";

    public static string Of(Rcode rcode) =>
        Enum.IsDefined(rcode) ? rcode.ToString().ToUpperInvariant() : string.Create(CultureInfo.InvariantCulture, $"RCODE{(int)rcode}");

    public static DnsAnswerSource Of(in AnswerOrigin from) => from.Source switch
    {
        AnswerSource.Local => new DnsAnswerSource("local", Of(from.Local)),
        AnswerSource.Cache => new DnsAnswerSource("cache"),
        AnswerSource.Stale => new DnsAnswerSource("stale"),
        AnswerSource.Upstream => new DnsAnswerSource("upstream", from.Server),
        AnswerSource.Gateway => new DnsAnswerSource("gateway", from.Server),
        AnswerSource.Failure => new DnsAnswerSource("failure"),
        _ => new DnsAnswerSource("refusal"),
    };

    public static string Of(StepVerdict verdict) => verdict switch
    {
        StepVerdict.Yes => "yes",
        StepVerdict.No => "no",
        _ => "not reached",
    };

    private static string? Of(LocalSource source) => source switch
    {
        LocalSource.Loopback => "built in",
        LocalSource.Hosts => "hosts file",
        LocalSource.Lease => "lease",
        LocalSource.Record or LocalSource.Alias or LocalSource.AliasToOtherType => "record",
        LocalSource.Synthesized => "synth-domain",
        LocalSource.Blocklist => "blocklist",
        LocalSource.Address => "address",
        LocalSource.LocalDomain => "local domain",
        LocalSource.SpecialUse => "special-use name",
        LocalSource.PrivateReverse => "bogus-priv",
        LocalSource.Plain => "domain-needed",
        _ => null,
    };
}

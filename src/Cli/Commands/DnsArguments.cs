using System.CommandLine;
using System.Net;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;

namespace Polymasq.Cli.Commands;

/// <summary>What the <c>dns</c> commands share.</summary>
internal static class DnsArguments
{
    public static Argument<string> Name() => new("NAME") { Description = "The domain name; an address stands for its reverse name" };

    public static Argument<string?> Type() => new("TYPE") { Description = "The record type (A; PTR for an address)", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The question: of an address, its reverse name.</summary>
    public static (string Name, string? Type) Of(string name, string? type)
    {
        if (!IPAddress.TryParse(name, out IPAddress? address) || !DnsName.TryFromWire(ReverseName.Write(address.GetAddressBytes()), out DnsName reverse)) return (name, type);
        return (DnsNameText.Format(reverse), type ?? "PTR");
    }

    /// <summary>As in "upstream 192.0.2.53:53".</summary>
    public static string Words(DnsAnswerSource? from) => from switch
    {
        null => "-",
        { Source: "refusal" } => "refusal",
        { Source: "stale" } => "cache, stale",
        { Source: "failure" } => "no upstream server",
        { Detail: null } => from.Source,
        _ => $"{from.Source} {from.Detail}",
    };
}

using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Control.Commands;

/// <summary>The argument of the cache's commands.</summary>
internal static class CacheName
{
    public const string Parameter = "name";

    /// <summary>On the wire in lower case; null when none is given, which means all.</summary>
    public static byte[]? Of(ControlArguments arguments) => arguments.Parsed<byte[]>(Parameter, TryParse, "domain name");

    private static bool TryParse(ReadOnlySpan<char> text, out byte[]? wire)
    {
        wire = DnsNameText.ToLowerWire(text);
        return wire is not null;
    }
}

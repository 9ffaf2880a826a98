using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>Questions that nobody upstream should see: special names, reversed private addresses, plain names. A route to a server of its own goes before.</summary>
internal sealed class NotForwarded(LocalNamesSettings settings, DomainSet routed)
{
    private static ReadOnlySpan<byte> LoopbackTree => "\u0003127\u0007in-addr\u0004arpa\0"u8;

    /// <summary>Why the question stays here; None when it may go upstream.</summary>
    public LocalSource Of(ReadOnlySpan<byte> name, RecordType type)
    {
        // RFC 6761 §6.3 by way of RFC 6303 §4.2: nobody upstream has a word about 127/8, whatever is switched off.
        if (name.EndsWith("\u0004arpa\0"u8) && WireName.IsAtOrBelow(name, LoopbackTree)) return LocalSource.Loopback;
        LocalSource source = Find(name, type);
        return source != LocalSource.None && routed.HasAtOrAbove(name) ? LocalSource.None : source;
    }

    private LocalSource Find(ReadOnlySpan<byte> name, RecordType type)
    {
        if (settings.BogusPriv && SpecialNames.IsPrivateReverse(name)) return LocalSource.PrivateReverse;
        if (settings.SpecialUse && SpecialNames.IsMeaningless(name)) return LocalSource.SpecialUse;
        // dnsmasq: addresses alone; the name servers of a top-level domain are worth a question.
        bool isAboutAddresses = type is RecordType.A or RecordType.AAAA;
        bool isPlain = isAboutAddresses && name.Length > 1 && WireName.Parent(name).Length == 1;
        return settings.DomainNeeded && isPlain ? LocalSource.Plain : LocalSource.None;
    }
}

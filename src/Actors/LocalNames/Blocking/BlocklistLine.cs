using System.Net;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>
/// One line of a blocklist, of any of the usual kinds: hosts format (an address and names, each blocked alone), a plain domain (it
/// and all below it), AdBlock's ||domain^ and @@||domain^, dnsmasq's address=/domain/ and its like. Kinds may be mixed.
/// </summary>
internal ref struct BlocklistLine
{
    private const string Blanks = " \t\r\f\v";

    private ReadOnlySpan<char> _rest;

    public BlocklistLine(ReadOnlySpan<char> line)
    {
        line = line.Trim(Blanks);
        IsGood = true;
        if (line.IsEmpty || line[0] is '!' or '#' or '[') return; // comments, and AdBlock's head
        if (line.StartsWith("@@||")) ReadAdBlock(line[4..], BlockRules.Allowed);
        else if (line.StartsWith("||")) ReadAdBlock(line[2..], BlockRules.Tree);
        else if (line.StartsWith("address=/") || line.StartsWith("server=/") || line.StartsWith("local=/")) ReadDnsmasq(line);
        else ReadPlain(line);
    }

    /// <summary>Nothing in the line so far was misunderstood.</summary>
    public bool IsGood { get; private set; }

    /// <summary>What the line says of its names.</summary>
    public BlockRules Rules { get; private set; }

    /// <summary>Takes the next name, as octets. False when there is none left.</summary>
    public bool TryTake(scoped Span<byte> wire, out int length)
    {
        length = 0;
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOfAny(Blanks);
            ReadOnlySpan<char> name = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? [] : _rest[end..].TrimStart(Blanks);
            if (!name.Contains('\\') && DnsNameText.TryParse(name, wire, out length) && length > 1) return true;
            IsGood = false;
        }
        return false;
    }

    private void ReadPlain(ReadOnlySpan<char> line)
    {
        int comment = line.IndexOf('#');
        if (comment >= 0) line = line[..comment].TrimEnd(Blanks);
        int end = line.IndexOfAny(Blanks);
        if (end >= 0 && IPAddress.TryParse(line[..end], out _))
        {
            Say(BlockRules.Name, line[end..].TrimStart(Blanks));
            return;
        }

        if (line.StartsWith("*.")) line = line[2..];
        bool isDomain = end < 0 && !IPAddress.TryParse(line, out _);
        if (isDomain) Say(BlockRules.Tree, line.TrimStart('.'));
        else IsGood = false;
    }

    // Only whole domains mean something to a resolver: a rule with a path or a condition is for a browser.
    private void ReadAdBlock(ReadOnlySpan<char> rule, BlockRules rules)
    {
        int end = rule.IndexOf('^');
        ReadOnlySpan<char> behind = end < 0 ? [] : rule[(end + 1)..];
        IsGood = end > 0 && (behind.IsEmpty || behind is "$important" or "|") && !rule[..end].ContainsAny("/*:");
        if (IsGood) Say(rules, rule[..end]);
    }

    private void ReadDnsmasq(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> domain = line[(line.IndexOf('/') + 1)..];
        int end = domain.IndexOf('/');
        IsGood = end > 0;
        if (IsGood) Say(BlockRules.Tree, domain[..end]);
    }

    private void Say(BlockRules rules, ReadOnlySpan<char> names)
    {
        Rules = rules;
        _rest = names;
    }
}

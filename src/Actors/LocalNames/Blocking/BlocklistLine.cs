namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>
/// One line of a blocklist, of any of the usual kinds: hosts format (an address and names, each blocked alone), a plain domain (it
/// and all below it), AdBlock's ||domain^ and @@||domain^, dnsmasq's address=/domain/ and its like. Kinds may be mixed.
/// </summary>
internal ref struct BlocklistLine
{
    private ReadOnlySpan<byte> _rest;

    public BlocklistLine(ReadOnlySpan<byte> line)
    {
        line = line.Trim(HostText.Blanks);
        IsGood = true;
        if (line.IsEmpty || line[0] is (byte)'!' or (byte)'#' or (byte)'[') return; // comments, and AdBlock's head
        if (line.StartsWith("@@||"u8)) ReadAdBlock(line[4..], BlockRules.Allowed);
        else if (line.StartsWith("||"u8)) ReadAdBlock(line[2..], BlockRules.Tree);
        else if (line.StartsWith("address=/"u8) || line.StartsWith("server=/"u8) || line.StartsWith("local=/"u8)) ReadDnsmasq(line);
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
        while (HostText.TakeWord(ref _rest) is { IsEmpty: false } name)
        {
            if (HostText.TryParseName(name, wire, out length)) return true;
            IsGood = false;
        }
        return false;
    }

    private void ReadPlain(ReadOnlySpan<byte> line)
    {
        int comment = line.IndexOf((byte)'#');
        if (comment >= 0) line = line[..comment];
        ReadOnlySpan<byte> names = line, first = HostText.TakeWord(ref names);
        names = names.Trim(HostText.Blanks);
        bool isAddress = HostText.TryParseAddress(first, out _);
        if (isAddress && !names.IsEmpty) Say(BlockRules.Name, names);
        else if (!isAddress && names.IsEmpty) Say(BlockRules.Tree, (first.StartsWith("*."u8) ? first[2..] : first).TrimStart((byte)'.'));
        else IsGood = false;
    }

    // Only whole domains mean something to a resolver: a rule with a path or a condition is for a browser.
    private void ReadAdBlock(ReadOnlySpan<byte> rule, BlockRules rules)
    {
        int end = rule.IndexOf((byte)'^');
        ReadOnlySpan<byte> behind = end < 0 ? [] : rule[(end + 1)..];
        IsGood = end > 0 && (behind.IsEmpty || behind.SequenceEqual("$important"u8) || behind.SequenceEqual("|"u8)) && !rule[..end].ContainsAny("/*:"u8);
        if (IsGood) Say(rules, rule[..end]);
    }

    private void ReadDnsmasq(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> domain = line[(line.IndexOf((byte)'/') + 1)..];
        int end = domain.IndexOf((byte)'/');
        IsGood = end > 0;
        if (IsGood) Say(BlockRules.Tree, domain[..end]);
    }

    private void Say(BlockRules rules, ReadOnlySpan<byte> names)
    {
        Rules = rules;
        _rest = names;
    }
}

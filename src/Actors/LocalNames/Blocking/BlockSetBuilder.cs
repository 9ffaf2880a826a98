using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>Puts the names of blocklists together.</summary>
internal sealed class BlockSetBuilder
{
    /// <summary>Names of all lists together; what comes after them is left out and reported.</summary>
    public const int NamesMax = 10_000_000;

    private const int EntryHead = 2; // rules and length
    private const int FirstSlots = 1024;

    private byte[] _entries = new byte[16 * 1024];
    private int[] _slots = new int[FirstSlots];
    private int _end;
    private int _labelsMin = int.MaxValue;

    public int Count { get; private set; }

    /// <summary>Adds a list and says what came of it.</summary>
    public HostsFileReport Add(HostsFile file)
    {
        int before = Count, badLines = 0, firstBadLine = 0, line = 0;
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        foreach (ReadOnlySpan<char> text in file.Text.AsSpan().EnumerateLines())
        {
            line++;
            BlocklistLine rest = new(text);
            bool isGood = rest.IsGood;
            while (rest.TryTake(wire, out int length)) isGood &= TryAdd(wire[..length], rest.Rules);
            if (isGood && rest.IsGood) continue;
            badLines++;
            if (firstBadLine == 0) firstBadLine = line;
        }
        return new HostsFileReport(file.Path, Count - before, badLines, firstBadLine, file.Trouble);
    }

    /// <summary>The set. The builder is not to be used afterwards.</summary>
    public BlockSet Build() => Count == 0 ? BlockSet.Empty : new BlockSet(_entries[.._end], _slots, Count, _labelsMin);

    private bool TryAdd(Span<byte> name, BlockRules rules)
    {
        WireName.ToLower(name);
        int slot = SlotOf(name);
        if (_slots[slot] != 0)
        {
            _entries[_slots[slot] - 1] |= (byte)rules;
            return true;
        }

        if (Count >= NamesMax) return false;
        _slots[slot] = Append(name, rules) + 1;
        _labelsMin = Math.Min(_labelsMin, WireName.CountLabels(name));
        Count++;
        if (Count * 3L > _slots.Length * 2L) Grow();
        return true;
    }

    private int Append(ReadOnlySpan<byte> name, BlockRules rules)
    {
        int at = _end;
        if (_entries.Length - at < EntryHead + name.Length) Array.Resize(ref _entries, _entries.Length * 2);
        _entries[at] = (byte)rules;
        _entries[at + 1] = (byte)name.Length;
        name.CopyTo(_entries.AsSpan(at + EntryHead));
        _end = at + EntryHead + name.Length;
        return at;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int at = 0; at < _end; at += EntryHead + _entries[at + 1]) _slots[SlotOf(NameAt(at))] = at + 1;
    }

    private int SlotOf(ReadOnlySpan<byte> name)
    {
        int mask = _slots.Length - 1;
        int slot = NameComparer.Hash(name) & mask;
        while (_slots[slot] != 0 && !NameAt(_slots[slot] - 1).SequenceEqual(name)) slot = (slot + 1) & mask;
        return slot;
    }

    private ReadOnlySpan<byte> NameAt(int entry) => _entries.AsSpan(entry + EntryHead, _entries[entry + 1]);
}

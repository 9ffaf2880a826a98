using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>Puts the names of blocklists together.</summary>
internal sealed class BlockSetBuilder
{
    /// <summary>Names of all lists together; what comes after them is left out and reported.</summary>
    public const int NamesMax = 10_000_000;

    private readonly BlockNames _names = new();
    private readonly BlockBuckets _buckets = new();
    private int _labelsMin = int.MaxValue;

    public int Count { get; private set; }

    /// <summary>Adds what is said of a name in lower case. False when there is no room for it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> name, BlockRules rules)
    {
        ref int first = ref _buckets.First(_buckets.Of(NameComparer.Hash(name)));
        for (int known = first; known != 0; known = _names.Next(known))
        {
            if (!_names.Name(known).SequenceEqual(name)) continue;
            _names.AddRules(known, rules);
            return true;
        }

        int place = Count < NamesMax ? _names.Append(name, rules) : 0;
        if (place == 0) return false;
        Link(ref first, place);
        _labelsMin = Math.Min(_labelsMin, WireName.CountLabels(name));
        if (++Count > _buckets.Count) Split(_buckets.Add());
        return true;
    }

    /// <summary>The set. The builder is not to be used afterwards.</summary>
    public BlockSet Build() => new(_names, _buckets, Count, _labelsMin);

    private void Link(ref int first, int place)
    {
        _names.SetNext(place, first);
        first = place;
    }

    private void Split(int bucket)
    {
        ref int first = ref _buckets.First(bucket);
        int place = first;
        first = 0;
        while (place != 0)
        {
            int next = _names.Next(place);
            Link(ref _buckets.First(_buckets.Of(NameComparer.Hash(_names.Name(place)))), place);
            place = next;
        }
    }
}

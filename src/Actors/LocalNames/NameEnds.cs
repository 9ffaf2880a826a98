using System.Numerics;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// The last one or two labels of everything that is known here, as bits of two sketches: of most names that are asked they tell
/// that no table need be looked at. They may be wrong in one direction only: a name that they rule out is not known.
/// </summary>
internal sealed class NameEnds
{
    private const int BitsForEach = 16; // one name in sixteen is taken for known at worst
    private const int BitsMin = 1 << 14; // so that hardly ever one of a few domains looks like a large one of the world
    private const int BitsMax = 1 << 20;

    private readonly ulong[] _tops;
    private readonly ulong[] _pairs;
    private readonly bool _hasRoot;

    /// <param name="names">In lower case: names that are known, or of whose domains something is. *.DOMAIN is what is below the domain.</param>
    public NameEnds(IReadOnlyCollection<byte[]> names)
    {
        _tops = new ulong[BitsMin / 64];
        _pairs = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(names.Count * (long)BitsForEach, BitsMin, BitsMax)) / 64];
        foreach (byte[] name in names)
        {
            ReadOnlySpan<byte> known = name.AsSpan().StartsWith("\u0001*"u8) ? WireName.Parent(name) : name;
            int labels = FindEnds(known, out ReadOnlySpan<byte> top, out ReadOnlySpan<byte> pair);
            _hasRoot |= labels == 0;
            if (labels == 1) Add(_tops, top);
            else if (labels > 1) Add(_pairs, pair);
        }
    }

    /// <summary>False when nothing is known of a name in lower case or of a domain that it is in. Names of one label may always be known.</summary>
    public bool MayKnow(ReadOnlySpan<byte> name) =>
        _hasRoot || FindEnds(name, out ReadOnlySpan<byte> top, out ReadOnlySpan<byte> pair) < 2 || Has(_tops, top) || Has(_pairs, pair);

    private static int FindEnds(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> top, out ReadOnlySpan<byte> pair)
    {
        int labels = 0, atTop = 0, atPair = 0;
        for (int at = 0; name[at] != 0; at += name[at] + 1)
        {
            (atPair, atTop) = (atTop, at);
            labels++;
        }

        top = name[atTop..];
        pair = name[atPair..];
        return labels;
    }

    private static void Add(ulong[] sketch, ReadOnlySpan<byte> end)
    {
        int bit = BitOf(sketch, end);
        sketch[bit / 64] |= 1UL << (bit % 64);
    }

    private static bool Has(ulong[] sketch, ReadOnlySpan<byte> end)
    {
        int bit = BitOf(sketch, end);
        return (sketch[bit / 64] & (1UL << (bit % 64))) != 0;
    }

    private static int BitOf(ulong[] sketch, ReadOnlySpan<byte> end) => NameComparer.Hash(end) & ((sketch.Length * 64) - 1);
}

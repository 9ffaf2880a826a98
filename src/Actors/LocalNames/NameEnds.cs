using System.Numerics;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// The last two labels of everything that is known here, as bits of a sketch: of most names that are asked it tells in two steps
/// that no table need be looked at. It may be wrong in one direction only: a name that it rules out is not known.
/// </summary>
internal sealed class NameEnds
{
    private const int BitsForEach = 16; // one name in sixteen is taken for known at worst
    private const int BitsMin = 1024;
    private const int BitsMax = 1 << 20;

    private readonly ulong[] _bits;
    private readonly bool _hasRoot;

    /// <param name="names">In lower case: names that are known, or of whose domains something is. *.DOMAIN is what is below the domain.</param>
    public NameEnds(IReadOnlyCollection<byte[]> names)
    {
        int bits = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(names.Count * (long)BitsForEach, BitsMin, BitsMax));
        _bits = new ulong[bits / 64];
        foreach (byte[] name in names)
        {
            ReadOnlySpan<byte> known = name.AsSpan().StartsWith("\u0001*"u8) ? WireName.Parent(name) : name;
            int labels = FindEnds(known, out ReadOnlySpan<byte> last, out ReadOnlySpan<byte> lastTwo);
            _hasRoot |= labels == 0;
            Add(labels == 1 ? last : lastTwo);
        }
    }

    /// <summary>False when nothing is known of a name in lower case or of a domain that it is in. Names of one label may always be known.</summary>
    public bool MayKnow(ReadOnlySpan<byte> name) =>
        _hasRoot || FindEnds(name, out ReadOnlySpan<byte> last, out ReadOnlySpan<byte> lastTwo) < 2 || Has(last) || Has(lastTwo);

    private static int FindEnds(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> last, out ReadOnlySpan<byte> lastTwo)
    {
        int labels = 0, atLast = 0, beforeLast = 0;
        for (int at = 0; name[at] != 0; at += name[at] + 1)
        {
            (beforeLast, atLast) = (atLast, at);
            labels++;
        }

        last = name[atLast..];
        lastTwo = name[beforeLast..];
        return labels;
    }

    private void Add(ReadOnlySpan<byte> end)
    {
        int bit = BitOf(end);
        _bits[bit / 64] |= 1UL << (bit % 64);
    }

    private bool Has(ReadOnlySpan<byte> end)
    {
        int bit = BitOf(end);
        return (_bits[bit / 64] & (1UL << (bit % 64))) != 0;
    }

    private int BitOf(ReadOnlySpan<byte> end) => NameComparer.Hash(end) & ((_bits.Length * 64) - 1);
}

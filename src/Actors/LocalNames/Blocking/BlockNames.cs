using System.Buffers.Binary;
using System.Diagnostics;

namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>
/// Names one behind the other in segments of a mebibyte, each with its rules and with the place of the next name of its bucket. A
/// full segment is followed by another and never copied, so a long list grows without a peak.
/// </summary>
/// <remarks>
/// <code>
/// 0 place of the next name, 0 for none (4) | 4 rules | 5 length | 6 the name in lower case
/// </code>
/// A place is the number of a segment and an offset in it. The very first octet belongs to no name, so no place is 0.
/// </remarks>
internal sealed class BlockNames
{
    private const int SegmentBits = 20;
    private const int SegmentBytes = 1 << SegmentBits;
    private const int SegmentsMax = 1024;
    private const int RulesAt = 4, LengthAt = 5, NameAt = 6;

    private byte[][] _segments = [];
    private int _end = SegmentBytes; // in the last segment: where the next name goes

    /// <summary>Puts a name behind the others and returns its place; 0 when there is no room.</summary>
    public int Append(ReadOnlySpan<byte> name, BlockRules rules)
    {
        Debug.Assert(name.Length <= byte.MaxValue, "longer than a name can be");
        int bytes = NameAt + name.Length;
        if (SegmentBytes - _end < bytes && !TryAddSegment()) return 0;
        Span<byte> entry = _segments[^1].AsSpan(_end, bytes);
        BinaryPrimitives.WriteInt32LittleEndian(entry, 0);
        entry[RulesAt] = (byte)rules;
        entry[LengthAt] = (byte)name.Length;
        name.CopyTo(entry[NameAt..]);
        int place = ((_segments.Length - 1) << SegmentBits) | _end;
        _end += bytes;
        return place;
    }

    public ReadOnlySpan<byte> Name(int place)
    {
        ReadOnlySpan<byte> entry = Entry(place);
        return entry.Slice(NameAt, entry[LengthAt]);
    }

    public BlockRules Rules(int place) => (BlockRules)Entry(place)[RulesAt];

    public void AddRules(int place, BlockRules rules) => Entry(place)[RulesAt] |= (byte)rules;

    /// <summary>The place of the next name of the same bucket; 0 for none.</summary>
    public int Next(int place) => BinaryPrimitives.ReadInt32LittleEndian(Entry(place));

    public void SetNext(int place, int next) => BinaryPrimitives.WriteInt32LittleEndian(Entry(place), next);

    private Span<byte> Entry(int place) => _segments[place >> SegmentBits].AsSpan(place & (SegmentBytes - 1));

    private bool TryAddSegment()
    {
        if (_segments.Length == SegmentsMax) return false;
        _end = _segments.Length == 0 ? 1 : 0;
        _segments = [.. _segments, GC.AllocateUninitializedArray<byte>(SegmentBytes)];
        return true;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Polymasq.Actors.Caching;

/// <summary>One cache line of the index: a version, the marks that readers leave, and seven slots.</summary>
/// <remarks>
/// The version is odd while the owner changes a slot, or the bytes that a slot points to. A reader that finds the same even
/// version before and after has read what belongs together. Marks may be lost in a race, which only costs a second chance.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct CacheBucket
{
    public const int SlotCount = 7;

    public uint Version;

    /// <summary>Bit n: slot n was read since it was stored. Written by readers without any order.</summary>
    public byte Marks;

    public CacheSlots Slots;

    public void BeginChange()
    {
        Version++;
        Volatile.WriteBarrier(); // nobody may see the change, or bytes overwritten after it, under the old version
    }

    public void EndChange() => Volatile.Write(ref Version, Version + 1);

    /// <summary>Which slot holds exactly this value; -1 when none does.</summary>
    public readonly int IndexOf(ulong value) => ((ReadOnlySpan<ulong>)Slots).IndexOf(value);

    public void Mark(int slot)
    {
        byte bit = (byte)(1 << slot);
        if ((Marks & bit) == 0) Marks |= bit;
    }

    public readonly bool IsMarked(int slot) => (Marks & (1 << slot)) != 0;

    public void Unmark(int slot) => Marks &= (byte)~(1 << slot);
}

[InlineArray(CacheBucket.SlotCount)]
internal struct CacheSlots
{
    private ulong _first;
}

/// <summary>What a slot says: where an entry is and 32 bits of its hash. 0 is an empty slot.</summary>
/// <remarks>
/// <code>
/// 63..32 hash, high half | 31 used | 30 main log | 29..0 position in units of 8 bytes
/// </code>
/// </remarks>
internal static class CacheSlot
{
    private const uint Used = 0x8000_0000;
    private const uint Main = 0x4000_0000;
    private const uint PositionMask = Main - 1;

    public static ulong Make(ulong hash, bool inMain, int at) =>
        (hash & 0xFFFF_FFFF_0000_0000) | Used | (inMain ? Main : 0) | (uint)(at / EntryHeader.UnitLength);

    public static bool Matches(ulong slot, ulong hash) => slot != 0 && slot >> 32 == hash >> 32;

    public static bool IsInMain(ulong slot) => (slot & Main) != 0;

    public static int PositionOf(ulong slot) => (int)((uint)slot & PositionMask) * EntryHeader.UnitLength;
}

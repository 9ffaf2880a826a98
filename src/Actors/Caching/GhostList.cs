namespace Polymasq.Actors.Caching;

/// <summary>
/// Remembers about which questions were evicted lately without having been asked again, four bytes each: one that comes back
/// belongs into the main log at once. Sets of four, the oldest of a set falls out.
/// </summary>
internal sealed class GhostList(int bytes)
{
    private const int Ways = 4;

    private readonly uint[] _prints = new uint[Math.Max(bytes / sizeof(uint), Ways) / Ways * Ways];

    public int Bytes => _prints.Length * sizeof(uint);

    public void Add(ulong hash)
    {
        Span<uint> set = SetOf(hash);
        set[..^1].CopyTo(set[1..]);
        set[0] = Print(hash);
    }

    /// <summary>True when the question was there; it is not afterwards.</summary>
    public bool Remove(ulong hash)
    {
        Span<uint> set = SetOf(hash);
        int at = set.IndexOf(Print(hash));
        if (at < 0) return false;
        set[at] = 0;
        return true;
    }

    public void Clear() => Array.Clear(_prints);

    private static uint Print(ulong hash) => (uint)(hash >> 32) | 1;

    private Span<uint> SetOf(ulong hash) => _prints.AsSpan((int)((uint)hash * (ulong)(_prints.Length / Ways) >> 32) * Ways, Ways);
}

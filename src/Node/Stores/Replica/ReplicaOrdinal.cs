namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// The ordinals of a copy: each revision has as many as a transaction of the store may have writes, and more.
/// </summary>
internal static class ReplicaOrdinal
{
    /// <summary>Polymasq's own transactions have 128 at most.</summary>
    private const int BitsOfPlace = 10;

    public const long RevisionMax = (long.MaxValue >> BitsOfPlace) - 1;

    public static long FirstOf(long revision) => revision << BitsOfPlace;

    public static long LastOf(long revision) => FirstOf(revision + 1) - 1;

    public static long RevisionOf(long ordinal) => ordinal >> BitsOfPlace;
}

using System.Runtime.InteropServices;

namespace Polymasq.Actors.Caching;

/// <summary>What stands before each cached response in a log. Written by the shard, read by anyone.</summary>
/// <remarks>
/// <code>
/// 0 header (24) | 24 message without ID, OPT and additional section | offsets of its TTLs (2 each) | upstream's errors, if flagged (2 length) | padding to 8
/// </code>
/// The message begins with the 12 bytes of the DNS header and the question in lower case, which is the key.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal struct EntryHeader
{
    /// <summary>Bytes.</summary>
    public const int Length = 24;

    private const int ReasonShift = 2;

    /// <summary>Everything in a log begins at a multiple of this.</summary>
    public const int UnitLength = 8;

    /// <summary>Length of the whole entry in units; 0 marks the unused end of a log.</summary>
    public ushort Units;

    public ushort MessageLength;

    /// <summary>Seconds since 1970 by the protocol's clock.</summary>
    public uint StoredAt;

    /// <summary>Seconds after <see cref="StoredAt"/> for which it may be given out.</summary>
    public uint Lifetime;

    public ushort TtlCount;

    public EntryKind Kind;

    public EntryFlags Flags;

    public ulong Hash;

    public readonly int Bytes => Units * UnitLength;

    /// <summary>It is fetched anew already, or upstream has just failed to.</summary>
    public readonly bool IsRefreshing => (Flags & (EntryFlags.Refreshing | EntryFlags.Stale)) != 0;

    public readonly EntryReason Reason => (EntryReason)((byte)(Flags & EntryFlags.ReasonMask) >> ReasonShift);

    public readonly KeyBits Bits => (KeyBits)(Flags & EntryFlags.KeyMask);

    /// <summary>Where the offsets of the TTLs begin.</summary>
    public readonly int TtlsAt => TtlsAfter(MessageLength);

    /// <summary>Where the length of upstream's errors stands, if there are any.</summary>
    public readonly int ErrorsAt => TtlsAt + (TtlCount * sizeof(ushort));

    public static EntryFlags FlagsOf(EntryReason reason) => (EntryFlags)((byte)reason << ReasonShift);

    public static int TtlsAfter(int messageLength) => (Length + messageLength + 1) & ~1;

    public static EntryHeader Read(ReadOnlySpan<byte> entry) => MemoryMarshal.Read<EntryHeader>(entry);

    public readonly void Write(Span<byte> entry) => MemoryMarshal.Write(entry, this);
}

[Flags]
internal enum EntryFlags : byte
{
    None = 0,

    /// <summary>The bits of <see cref="KeyBits"/>.</summary>
    KeyMask = 3,

    /// <summary>An <see cref="EntryReason"/>.</summary>
    ReasonMask = 0x1C,

    /// <summary>Upstream has said more about it: <see cref="UpstreamErrors"/> stand behind the offsets.</summary>
    Explained = 32,

    /// <summary>What stays with an entry for as long as it lives.</summary>
    Lasting = KeyMask | ReasonMask | Explained,

    /// <summary>Is being fetched anew: nobody needs to ask for that again.</summary>
    Refreshing = 64,

    /// <summary>Past its TTL and given out because upstream fails (RFC 8767); its TTLs no longer count down.</summary>
    Stale = 128,
}

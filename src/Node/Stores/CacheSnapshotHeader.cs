using System.Numerics;
using System.Runtime.InteropServices;

namespace Polymasq.Node.Stores;

/// <summary>How a file of cached answers begins. Its entries follow, one behind the other, as they lay in memory.</summary>
/// <remarks>In the machine's byte order, as the entries are: one of the other order sees no file of ours.</remarks>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal struct CacheSnapshotHeader
{
    /// <summary>Bytes.</summary>
    public const int Length = 48;

    /// <summary>To be raised when an entry changes: see EntryHeader.</summary>
    public const uint CurrentVersion = 1;

    private const ulong OurMagic = 0x706D_7163_6163_6865;

    public ulong Magic;

    public uint Version;

    /// <summary>CRC-32C of everything behind the header.</summary>
    public uint BodyChecksum;

    /// <summary>Seconds since 1970 by the protocol's clock.</summary>
    public long WrittenAt;

    /// <summary>Bytes.</summary>
    public long BodyLength;

    /// <summary>Entries.</summary>
    public long Count;

    /// <summary>CRC-32C of all fields above.</summary>
    public uint HeaderChecksum;

    public static CacheSnapshotHeader Make(long writtenAt, long count, long bodyLength, uint bodyChecksum)
    {
        CacheSnapshotHeader header = new()
        {
            Magic = OurMagic, Version = CurrentVersion, WrittenAt = writtenAt, Count = count, BodyLength = bodyLength, BodyChecksum = bodyChecksum,
        };
        header.HeaderChecksum = header.Checksum();
        return header;
    }

    /// <returns>What is wrong with it, for people; null when nothing is.</returns>
    public readonly string? Fault()
    {
        if (Magic != OurMagic) return "was not written by Polymasq";
        if (Version != CurrentVersion) return $"has version {Version} of the format, not {CurrentVersion}";
        return HeaderChecksum != Checksum() ? "is damaged at its beginning" : null;
    }

    /// <summary>Adds bytes to a CRC-32C, which begins at 0.</summary>
    public static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }

    private readonly uint Checksum()
    {
        ReadOnlySpan<byte> all = MemoryMarshal.AsBytes(new ReadOnlySpan<CacheSnapshotHeader>(in this));
        return Checksum(0, all[..(int)Marshal.OffsetOf<CacheSnapshotHeader>(nameof(HeaderChecksum))]);
    }
}

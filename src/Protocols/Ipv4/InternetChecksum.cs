using System.Buffers.Binary;

namespace Polymasq.Protocols.Ipv4;

/// <summary>The checksum of IP, UDP and ICMP: the ones' complement of the ones' complement sum of 16-bit words (RFC 1071).</summary>
public static class InternetChecksum
{
    /// <summary>Adds bytes to a sum; an odd last byte counts as if a zero followed.</summary>
    /// <param name="sum">0, or the sum of what comes before, which then had an even length.</param>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        // RFC 1071 §2 (C): wider words may be summed and folded at the end. 2^32 of them fit before the sum overflows.
        while (bytes.Length >= sizeof(uint))
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[sizeof(ushort)..];
        }

        return bytes.IsEmpty ? sum : sum + (ulong)(bytes[0] << 8);
    }

    /// <summary>What goes into the checksum field.</summary>
    public static ushort Finish(ulong sum)
    {
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>Of bytes whose checksum field is zero. Over bytes with the right checksum it is 0.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes) => Finish(Add(0, bytes));
}

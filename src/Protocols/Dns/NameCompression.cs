using System.Runtime.CompilerServices;

namespace Polymasq.Protocols.Dns;

/// <summary>
/// Where in a message that is being written names start, so that later names can point there (RFC 1035 §4.1.4). Holds the first
/// <see cref="EntriesMax"/> suffixes; what comes later is written out, which is longer but right.
/// </summary>
internal struct NameCompression
{
    public const int EntriesMax = 32;

    private const int PointerTargetMax = 0x3fff; // 14 bits

    private Offsets _offsets;

    [InlineArray(EntriesMax)]
    private struct Offsets
    {
        private ushort _first;
    }

    public int Count { get; private set; }

    /// <summary>Forgets what was added since <see cref="Count"/> was <paramref name="count"/>.</summary>
    public void ForgetAfter(int count) => Count = Math.Min(Count, count);

    public void Add(int offset)
    {
        if (Count < EntriesMax && offset <= PointerTargetMax) _offsets[Count++] = (ushort)offset;
    }

    /// <summary>
    /// The offset of an equal name that is already in <paramref name="message"/>, or -1. Only the first
    /// <paramref name="completed"/> entries count: those behind belong to the name that is being written and have no end yet.
    /// </summary>
    public readonly int Find(ReadOnlySpan<byte> message, DnsLabelEnumerator suffix, int completed)
    {
        for (int i = 0; i < completed; i++)
        {
            if (IsEqual(new DnsLabelEnumerator(message, _offsets[i]), suffix)) return _offsets[i];
        }

        return -1;
    }

    private static bool IsEqual(DnsLabelEnumerator written, DnsLabelEnumerator wanted)
    {
        while (wanted.MoveNext())
        {
            if (!written.MoveNext() || !WireName.EqualsIgnoreCase(written.Current, wanted.Current)) return false;
        }

        return !written.MoveNext();
    }
}

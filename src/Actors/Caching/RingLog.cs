using System.Runtime.InteropServices;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Entries of different lengths one behind the other in a ring of bytes, oldest first. An entry is never split: what does not fit
/// before the end begins again at 0. Written by one thread; others read <see cref="Bytes"/> and check elsewhere that what they read was still there.
/// </summary>
/// <remarks>The memory is reserved at once, but the system provides each page only when it is first written.</remarks>
internal sealed class RingLog(int capacity)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity & -EntryHeader.UnitLength);
    private int _head; // where the next entry goes
    private int _tail; // the oldest entry
    private int _used; // bytes between them, skipped ends included

    public int Capacity => _bytes.Length;

    public int Used => _used;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool HasRoom(int length)
    {
        int toEnd = _bytes.Length - _head;
        return _bytes.Length - _used >= (length <= toEnd ? length : length + toEnd);
    }

    /// <summary>Puts an entry behind the newest one and returns where. <see cref="HasRoom"/> must have said yes.</summary>
    /// <param name="entry">May be the one that <see cref="Pop"/> has just freed.</param>
    public int Append(ReadOnlySpan<byte> entry)
    {
        int toEnd = _bytes.Length - _head;
        if (toEnd < entry.Length)
        {
            if (toEnd > 0) MemoryMarshal.Write(_bytes.AsSpan(_head), (ushort)0);
            _used += toEnd;
            _head = 0;
        }

        int at = _head;
        entry.CopyTo(_bytes.AsSpan(at));
        _head += entry.Length;
        _used += entry.Length;
        return at;
    }

    /// <summary>Frees the oldest entry. Its bytes stay as they are until the next <see cref="Append"/>.</summary>
    /// <returns>False when there is none.</returns>
    public bool Pop(out int at, out EntryHeader header)
    {
        SkipEnd();
        at = _tail;
        header = default;
        if (_used == 0) return false;
        header = EntryHeader.Read(_bytes.AsSpan(at));
        _tail += header.Bytes;
        _used -= header.Bytes;
        return true;
    }

    public ReadOnlySpan<byte> Entry(int at, in EntryHeader header) => _bytes.AsSpan(at, header.Bytes);

    public Span<byte> Writable(int at) => _bytes.AsSpan(at);

    public void Clear() => _head = _tail = _used = 0;

    private void SkipEnd()
    {
        int toEnd = _bytes.Length - _tail;
        if (_used == 0 || (toEnd > 0 && MemoryMarshal.Read<ushort>(_bytes.AsSpan(_tail)) != 0)) return;
        _used -= toEnd;
        _tail = 0;
    }
}

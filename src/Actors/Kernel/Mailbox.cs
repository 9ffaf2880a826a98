using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Polymasq.Actors.Kernel;

/// <summary>
/// A bounded queue of many senders and one receiver without a lock: a ring whose slots carry a sequence number that
/// says whose turn a slot is. (System.Threading.Channels' bounded channel takes a lock for each message.)
/// </summary>
internal sealed class Mailbox<T>
{
    private readonly Slot[] _slots;
    private readonly int _mask;
    private PaddedLong _tail; // next slot to write, claimed by senders
    private PaddedLong _head; // next slot to read, moved by the receiver alone

    public Mailbox(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 2));
        _slots = new Slot[size];
        _mask = size - 1;
        for (int i = 0; i < size; i++) _slots[i].Sequence = i;
    }

    public int Capacity => _slots.Length;

    /// <summary>Messages waiting, give or take those that are being put in at this moment.</summary>
    public int Count => (int)Math.Max(0, Volatile.Read(ref _tail.Value) - Volatile.Read(ref _head.Value));

    /// <summary>For the receiver: whether a message can be taken now.</summary>
    public bool IsEmpty => Volatile.Read(ref _slots[(int)_head.Value & _mask].Sequence) != _head.Value + 1;

    public bool TryEnqueue(in T message)
    {
        while (true)
        {
            long tail = Volatile.Read(ref _tail.Value);
            ref Slot slot = ref _slots[(int)tail & _mask];
            long lead = Volatile.Read(ref slot.Sequence) - tail;
            if (lead == 0)
            {
                if (Interlocked.CompareExchange(ref _tail.Value, tail + 1, tail) != tail) continue;
                slot.Message = message;
                Volatile.Write(ref slot.Sequence, tail + 1);
                return true;
            }

            if (lead < 0) return false; // the slot still holds the message of a lap before: full
        }
    }

    /// <summary>For the receiver alone.</summary>
    public bool TryDequeue(out T message)
    {
        long head = _head.Value;
        ref Slot slot = ref _slots[(int)head & _mask];
        if (Volatile.Read(ref slot.Sequence) != head + 1)
        {
            message = default!;
            return false;
        }

        message = slot.Message;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) slot.Message = default!;
        Volatile.Write(ref slot.Sequence, head + _slots.Length);
        Volatile.Write(ref _head.Value, head + 1);
        Debug.Assert(head < Volatile.Read(ref _tail.Value), "a message was taken that nobody put in");
        return true;
    }

    private struct Slot
    {
        public long Sequence;
        public T Message;
    }
}

/// <summary>Keeps senders and receiver off each other's cache line. Not nested: a generic type cannot have a fixed layout.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedLong
{
    [FieldOffset(64)]
    public long Value;
}

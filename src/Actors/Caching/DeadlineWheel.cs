namespace Polymasq.Actors.Caching;

/// <summary>
/// When each resolution has something to do next: lists by time in a ring, so that setting, moving and taking back a deadline
/// are a few pointers. Deadlines are kept to the next slot, later ones than the ring is long come up early and are set again.
/// </summary>
internal sealed class DeadlineWheel(long ticksPerSlot, long now)
{
    private const int SlotCount = 512;

    private readonly Resolution?[] _slots = new Resolution?[SlotCount];
    private long _position = now / ticksPerSlot; // slots up to this one have been looked at

    public int Count { get; private set; }

    public void Set(Resolution resolution, long deadline, long now)
    {
        Remove(resolution);
        if (Count == 0) _position = Math.Max(_position, now / ticksPerSlot); // nobody has turned it while it was empty
        long slot = Math.Clamp((deadline / ticksPerSlot) + 1, _position + 1, _position + SlotCount - 1);
        Link(resolution, (int)(slot % SlotCount));
    }

    public void Remove(Resolution resolution)
    {
        if (resolution.WheelSlot < 0) return;
        if (resolution.WheelPrevious is { } previous) previous.WheelNext = resolution.WheelNext;
        else _slots[resolution.WheelSlot] = resolution.WheelNext;
        if (resolution.WheelNext is { } next) next.WheelPrevious = resolution.WheelPrevious;
        (resolution.WheelNext, resolution.WheelPrevious, resolution.WheelSlot) = (null, null, -1);
        Count--;
    }

    /// <summary>Takes one resolution whose deadline has come off the wheel; null when there is none left.</summary>
    public Resolution? TakeDue(long now)
    {
        long end = now / ticksPerSlot;
        while (_position < end || _slots[_position % SlotCount] is not null)
        {
            if (_slots[_position % SlotCount] is { } due)
            {
                Remove(due);
                return due;
            }

            _position++;
        }

        return null;
    }

    private void Link(Resolution resolution, int slot)
    {
        Resolution? first = _slots[slot];
        (resolution.WheelNext, resolution.WheelPrevious, resolution.WheelSlot) = (first, null, slot);
        if (first is not null) first.WheelPrevious = resolution;
        _slots[slot] = resolution;
        Count++;
    }
}

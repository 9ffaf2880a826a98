using System.Diagnostics;

namespace Polymasq.Actors.Leases;

/// <summary>
/// Bindings in the order of <see cref="Binding.Due"/>. A binary heap whose items know their place, so that a renewal moves
/// its binding instead of leaving a dead entry behind: memory is one reference a binding.
/// </summary>
internal sealed class ExpiryHeap
{
    private readonly List<Binding> _items = [];

    public int Count => _items.Count;

    public void Add(Binding binding, DateTimeOffset due)
    {
        Debug.Assert(binding.HeapIndex < 0, "a binding is in the heap once");
        binding.Due = due;
        _items.Add(binding);
        binding.HeapIndex = _items.Count - 1;
        Rise(binding.HeapIndex);
    }

    /// <summary>Does nothing for a binding that is not inside.</summary>
    public void Remove(Binding binding)
    {
        int hole = binding.HeapIndex;
        if (hole < 0) return;
        Binding last = _items[^1];
        _items.RemoveAt(_items.Count - 1);
        binding.HeapIndex = -1;
        if (last == binding) return;
        Place(last, hole);
        Rise(hole);
        Sink(last.HeapIndex);
    }

    /// <summary>Takes out the first binding that is due at <paramref name="now"/>; null if none is.</summary>
    public Binding? TakeDue(DateTimeOffset now)
    {
        if (_items.Count == 0 || _items[0].Due > now) return null;
        Binding first = _items[0];
        Remove(first);
        return first;
    }

    public void Clear()
    {
        foreach (Binding binding in _items) binding.HeapIndex = -1;
        _items.Clear();
    }

    private void Rise(int index)
    {
        Binding binding = _items[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (_items[parent].Due <= binding.Due) break;
            Place(_items[parent], index);
            index = parent;
        }
        Place(binding, index);
    }

    private void Sink(int index)
    {
        Binding binding = _items[index];
        while (true)
        {
            int child = (index * 2) + 1;
            if (child >= _items.Count) break;
            if (child + 1 < _items.Count && _items[child + 1].Due < _items[child].Due) child++;
            if (_items[child].Due >= binding.Due) break;
            Place(_items[child], index);
            index = child;
        }
        Place(binding, index);
    }

    private void Place(Binding binding, int index)
    {
        _items[index] = binding;
        binding.HeapIndex = index;
    }
}

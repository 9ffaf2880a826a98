namespace Polymasq.Node.Sockets;

/// <summary>
/// Sources by token. A token is a place and the number of times the place was given away, so that an event that was
/// fetched before its source was removed finds nothing, even if the place has a new source by then.
/// </summary>
internal sealed class ReadySourceTable
{
    private readonly Dictionary<IReadySource, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<int> _free = new();
    private (IReadySource? Source, uint Generation)[] _slots = new (IReadySource?, uint)[16];
    private int _used;

    public int Count => _places.Count;

    /// <returns>False when it is there already.</returns>
    public bool TryAdd(IReadySource source, out ulong token)
    {
        token = 0;
        if (_places.ContainsKey(source)) return false;
        if (!_free.TryPop(out int place)) place = _used++;
        if (place == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        _slots[place].Source = source;
        _places.Add(source, place);
        token = ((ulong)_slots[place].Generation << 32) | (uint)place;
        return true;
    }

    public bool Remove(IReadySource source)
    {
        if (!_places.Remove(source, out int place)) return false;
        _slots[place] = (null, _slots[place].Generation + 1);
        _free.Push(place);
        return true;
    }

    public IReadySource? Find(ulong token)
    {
        (IReadySource? source, uint generation) = _slots[(int)(uint)token];
        return generation == (uint)(token >> 32) ? source : null;
    }
}

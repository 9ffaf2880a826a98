namespace Polymasq.Protocols.Hocon;

/// <summary>
/// All that was assigned to one key, oldest first, as far as it can still matter: a later object merges with an earlier one, a
/// later substitution may look back at what it overrides, and a later scalar or list hides everything before it.
/// </summary>
internal sealed class HoconField(HoconOrigin keyOrigin)
{
    private readonly List<HoconNode> _layers = [];

    public IReadOnlyList<HoconNode> Layers => _layers;

    /// <summary>Where the key was written last.</summary>
    public HoconOrigin KeyOrigin { get; set; } = keyOrigin;

    public void Add(HoconNode node)
    {
        HoconNode? top = _layers.Count == 0 ? null : _layers[^1];
        switch (node)
        {
            case ScalarNode or ListNode:
                _layers.Clear();
                break;
            case ObjectNode mine when top is ObjectNode below:
                below.Merge(mine);
                return;
            case ObjectNode when top is { HidesWhatItOverrides: true }:
                _layers.Clear();
                break;
            case ConcatenationNode { Appended: { } more } when top is ListNode list:
                list.Items.AddRange(more.Items);
                return;
            case ConcatenationNode { Appended: { } more } when top is ConcatenationNode { Appended: { } list }:
                list.Items.AddRange(more.Items);
                return;
        }

        _layers.Add(node);
    }
}

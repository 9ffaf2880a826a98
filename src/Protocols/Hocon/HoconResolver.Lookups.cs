namespace Polymasq.Protocols.Hocon;

/// <summary>Finds what a path leads to, through objects and substitutions, and hides the fields that are being resolved.</summary>
internal sealed partial class HoconResolver
{
    // Fields of which a layer is being resolved, with the number of their layers that can be seen meanwhile.
    private readonly Dictionary<HoconField, int> _hidden = [];

    // A look-up met a hidden field. For the message: what it did not find may be there, but leads back.
    private bool _wasCut;

    private IReadOnlyList<HoconLayer> LookUp(ReadOnlySpan<string> path)
    {
        if (root is null) return [];
        IReadOnlyList<HoconLayer> layers = [new HoconLayer(null, 0, root)];
        foreach (string key in path) layers = Child(layers, key);
        return layers;
    }

    private List<HoconLayer> Child(IReadOnlyList<ObjectNode> parts, string key)
    {
        List<HoconLayer> found = [];
        foreach (ObjectNode part in parts)
        {
            if (!CollectChild(new HoconLayer(null, 0, part), key, found)) break;
        }

        return found;
    }

    private List<HoconLayer> Child(IReadOnlyList<HoconLayer> layers, string key)
    {
        List<HoconLayer> found = [];
        CollectChild(layers, key, found);
        return found;
    }

    private bool CollectChild(IReadOnlyList<HoconLayer> layers, string key, List<HoconLayer> found)
    {
        foreach (HoconLayer layer in layers)
        {
            if (!CollectChild(layer, key, found)) return false;
        }

        return true;
    }

    // Returns false when nothing below this layer can matter any more.
    private bool CollectChild(HoconLayer layer, string key, List<HoconLayer> found)
    {
        switch (layer.Node)
        {
            case ObjectNode obj:
                if (!obj.Fields.TryGetValue(key, out HoconField? field)) return true;
                found.AddRange(Visible(field));
                return found.Count == 0 || !found[^1].Node.HidesWhatItOverrides;
            case SubstitutionNode or ConcatenationNode:
                if (!Enter(layer.Node)) return false;
                int? before = Hide(layer);
                bool isOpen = layer.Node is SubstitutionNode substitution
                    ? CollectChild(Target(substitution, layer, out _), key, found)
                    : CollectChild((ConcatenationNode)layer.Node, layer, key, found);
                Reveal(layer, before);
                _depth--;
                return isOpen;
            default:
                return false;
        }
    }

    private bool CollectChild(ConcatenationNode concatenation, HoconLayer layer, string key, List<HoconLayer> found)
    {
        for (int i = concatenation.Pieces.Count - 1; i >= 0; i--)
        {
            HoconNode piece = concatenation.Pieces[i];
            if (piece is ScalarNode { IsGap: true }) continue;
            if (!CollectChild(layer with { Node = piece }, key, found)) return false;
        }

        return true;
    }

    private List<HoconLayer> Visible(HoconField field)
    {
        int count = field.Layers.Count;
        if (_hidden.TryGetValue(field, out int visible))
        {
            count = Math.Min(count, visible);
            _wasCut = true;
        }

        List<HoconLayer> layers = new(count);
        for (int i = count - 1; i >= 0; i--) layers.Add(new HoconLayer(field, i, field.Layers[i]));
        return layers;
    }

    // What it returns is to be handed back to Reveal.
    private int? Hide(HoconLayer layer)
    {
        if (layer.Field is not { } field) return null;
        int? before = _hidden.TryGetValue(field, out int visible) ? visible : null;
        _hidden[field] = Math.Min(layer.Index, before ?? int.MaxValue);
        return before;
    }

    private void Reveal(HoconLayer layer, int? before)
    {
        if (layer.Field is not { } field) return;
        if (before is { } visible) _hidden[field] = visible;
        else _hidden.Remove(field);
    }
}

namespace Polymasq.Protocols.Hocon;

/// <summary>
/// Gathers the values that stand side by side and joins at once what needs no look-up. Blanks between simple values are part of
/// the string (HOCON "Value concatenation"); before the first, after the last and beside lists and objects they are not.
/// </summary>
internal sealed class HoconConcatenation
{
    private readonly List<HoconNode> _pieces = [];
    private HoconToken? _gap;

    public void AddGap(HoconToken gap) => _gap = gap;

    public void Add(HoconNode piece)
    {
        if (_gap is { } gap && _pieces.Count > 0 && IsSimple(_pieces[^1]) && IsSimple(piece))
        {
            Join(new ScalarNode(new HoconScalar(gap.Origin, HoconKind.String, gap.Text), isGap: true));
        }

        _gap = null;
        Join(piece);
    }

    /// <summary>The joined value. Null without an error means that there was none.</summary>
    public HoconNode? Build(HoconOrigin origin, out string? error)
    {
        error = null;
        if (_pieces.Count == 0) return null;
        if (_pieces.Count == 1) return _pieces[0];
        bool hasText = _pieces.Exists(p => p is ScalarNode { IsGap: false });
        bool hasTree = _pieces.Exists(p => p is ListNode or ObjectNode);
        if (hasText && hasTree)
        {
            error = "text can't be joined with a list or an object on one line (is a comma or a new line missing?)";
            return null;
        }

        return new ConcatenationNode(origin, _pieces);
    }

    private static bool IsSimple(HoconNode piece) => piece is ScalarNode or SubstitutionNode;

    private void Join(HoconNode piece)
    {
        HoconNode? last = _pieces.Count == 0 ? null : _pieces[^1];
        switch (last, piece)
        {
            case (ScalarNode left, ScalarNode right):
                _pieces[^1] = Join(left, right);
                break;
            case (ListNode left, ListNode right):
                left.Items.AddRange(right.Items);
                break;
            case (ObjectNode left, ObjectNode right):
                left.Merge(right);
                break;
            default:
                _pieces.Add(piece);
                break;
        }
    }

    private static ScalarNode Join(ScalarNode left, ScalarNode right) =>
        new(new HoconScalar(left.Origin, HoconKind.String, left.Value.Text + right.Value.Text));
}

namespace Polymasq.Protocols.Hocon;

/// <summary>Collects errors up to a limit. What comes after an error on the same line is mostly its echo, so a line reports once.</summary>
internal sealed class HoconErrors
{
    private readonly List<HoconError> _errors = [];

    public IReadOnlyList<HoconError> All => _errors;

    public bool IsFull => _errors.Count >= HoconLimits.ErrorsMax;

    public void Add(HoconOrigin origin, string message)
    {
        if (IsFull) return;
        if (origin.Line > 0 && _errors.Exists(e => e.Origin.Line == origin.Line && e.Origin.Source == origin.Source)) return;
        _errors.Add(new HoconError(origin, message));
    }
}

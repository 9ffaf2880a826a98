namespace Polymasq.Actors.Leases;

/// <summary>
/// The used and now free addresses of a pool, longest free first. Linked through the bindings, because an address leaves
/// from the middle when its last client comes back.
/// </summary>
internal sealed class FreeList
{
    private Binding? _last;

    public Binding? First { get; private set; }

    public void Append(Binding binding)
    {
        binding.PreviousFree = _last;
        binding.NextFree = null;
        if (_last is null) First = binding;
        else _last.NextFree = binding;
        _last = binding;
    }

    /// <summary>Does nothing for a binding that is not inside.</summary>
    public void Remove(Binding binding)
    {
        if (binding.PreviousFree is null && First != binding) return;
        if (binding.PreviousFree is { } previous) previous.NextFree = binding.NextFree;
        else First = binding.NextFree;
        if (binding.NextFree is { } next) next.PreviousFree = binding.PreviousFree;
        else _last = binding.PreviousFree;
        binding.PreviousFree = binding.NextFree = null;
    }
}

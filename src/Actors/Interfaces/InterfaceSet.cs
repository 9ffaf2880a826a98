using System.Collections.Immutable;

namespace Polymasq.Actors.Interfaces;

/// <summary>All interfaces of the machine at one moment, by index. Immutable, so that any thread may read it.</summary>
public sealed record InterfaceSet(ImmutableArray<InterfaceInfo> Interfaces)
{
    public static InterfaceSet Empty { get; } = new([]);

    public InterfaceInfo? Find(string name)
    {
        foreach (InterfaceInfo candidate in Interfaces)
        {
            if (candidate.Name == name) return candidate;
        }

        return null;
    }

    public InterfaceInfo? Find(int index)
    {
        foreach (InterfaceInfo candidate in Interfaces)
        {
            if (candidate.Index == index) return candidate;
        }

        return null;
    }
}

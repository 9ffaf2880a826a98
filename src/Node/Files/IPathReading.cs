namespace Polymasq.Node.Files;

/// <summary>What a <see cref="PathFollower{T}"/> reads. Called on the thread pool, one call at a time; may throw nothing but the unforeseen.</summary>
internal interface IPathReading<out T>
{
    /// <summary>Everything whose change makes a new reading necessary, as it stands now.</summary>
    IReadOnlyList<string> Watched();

    /// <summary>What the paths read now.</summary>
    T Read();
}

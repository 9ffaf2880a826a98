namespace Polymasq.Actors.Clustering;

/// <summary>
/// How far the clocks of other gateways are from ours. A record says when it was written and is seen a moment later, so each measurement
/// is low by the time it was on its way: the greatest of the last few is nearest to the truth. Pure.
/// </summary>
internal sealed class ClockSkews
{
    private const int SamplesMax = 3; // a clock that was put right is believed after this many records

    private readonly Dictionary<string, List<TimeSpan>> _samples = [];

    /// <param name="name">Of the gateway.</param>
    /// <param name="ahead">Its clock in the record minus ours when it was seen.</param>
    public void Take(string name, TimeSpan ahead)
    {
        if (!_samples.TryGetValue(name, out List<TimeSpan>? samples)) _samples.Add(name, samples = []);
        if (samples.Count == SamplesMax) samples.RemoveAt(0);
        samples.Add(ahead);
    }

    /// <summary>Positive when its clock is ahead of ours; null when nothing was measured.</summary>
    public TimeSpan? Of(string name) => _samples.TryGetValue(name, out List<TimeSpan>? samples) ? samples.Max() : null;

    public void Forget(string name) => _samples.Remove(name);
}

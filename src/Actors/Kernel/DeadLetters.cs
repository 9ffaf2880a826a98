namespace Polymasq.Actors.Kernel;

/// <summary>What was told and found nobody, or no room. Counted always; the last few kept to be looked at.</summary>
public sealed class DeadLetters
{
    private const int Kept = 32;
    private readonly string?[] _last = new string?[Kept];
    private long _count;

    /// <summary>Dead letters since the start.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The last ones, oldest first, as <c>path: message type</c>.</summary>
    public IReadOnlyList<string> Last
    {
        get
        {
            long count = Count;
            List<string> found = [];
            for (long i = Math.Max(0, count - Kept); i < count; i++)
                if (Volatile.Read(ref _last[i % Kept]) is { } text) found.Add(text);
            return found;
        }
    }

    internal void Add<T>(ActorPath path)
    {
        long n = Interlocked.Increment(ref _count) - 1;
        // A string per dead letter would make a flood dearer than it is: only now and then after the first ones.
        if (n < Kept || n % 1024 == 0) Volatile.Write(ref _last[n % Kept], $"{path}: {typeof(T).Name}");
    }
}

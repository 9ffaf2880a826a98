namespace Polymasq.TestKit;

/// <summary>Counts what code allocates once it runs warm.</summary>
public static class Allocations
{
    /// <summary>
    /// Bytes that the least allocating of some runs has allocated on this thread, after a first run to warm up. What a runtime does once
    /// in a while (compiling anew, starting types) is not the code's; what it allocates each time is in every run.
    /// </summary>
    public static long Of(Action run) => Of(run, GC.GetAllocatedBytesForCurrentThread);

    /// <summary>The same for work that another thread does.</summary>
    /// <param name="allocated">Bytes that the thread has allocated so far. A garbage collection, whoever caused it, may move this by a few.</param>
    public static long Of(Action run, Func<long> allocated)
    {
        run();
        long least = long.MaxValue;
        for (int i = 0; i < 5 && least > 0; i++)
        {
            long before = allocated();
            run();
            least = Math.Min(least, allocated() - before);
        }

        return least;
    }
}

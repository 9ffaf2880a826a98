using System.Security.Cryptography;
using Polymasq.TestKit.Fuzzing;

namespace Polymasq.Fuzz;

/// <summary>Feeds a target with its corpus, then with mutants of it, until time or count is over or something breaks.</summary>
internal sealed class FuzzRun(FuzzOptions options)
{
    private const int PacketsPerTarget = 10_000; // then a fresh one, so that a find does not need all that went before

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>False when something was found. It is in the corpus then, where the unit tests replay it.</summary>
    public bool Run(TextWriter output)
    {
        byte[][] corpus = [.. options.Folders.SelectMany(HexFile.In).Select(HexFile.Read)];
        output.WriteLine($"{options.Target.Name}: {corpus.Length} packets to begin with, seed {options.Seed}");
        if (corpus.Length == 0) return false;
        Mutator mutator = new(options.Seed);
        Action<byte[]> take = options.Target.Start();
        long began = _time.GetTimestamp(), fed = 0;
        for (; fed < options.Count && _time.GetElapsedTime(began).TotalSeconds < options.Seconds; fed++)
        {
            if (fed % PacketsPerTarget == 0) take = options.Target.Start();
            byte[] packet = fed < corpus.Length ? corpus[fed] : mutator.Next(corpus);
            if (Try(take, packet) is not { } failure) continue;
            output.WriteLine($"found after {fed + 1} packets: {Keep(packet, failure)}\n{failure}");
            return false;
        }

        output.WriteLine($"{fed} packets in {_time.GetElapsedTime(began).TotalSeconds:0} s, nothing found");
        return true;
    }

    private static Exception? Try(Action<byte[]> take, byte[] packet)
    {
        try
        {
            take(packet);
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure;
        }
    }

    private string Keep(byte[] packet, Exception failure)
    {
        string path = Path.Combine(options.Folders[0], $"found-{Convert.ToHexStringLower(SHA256.HashData(packet))[..12]}.hex");
        HexFile.Write(path, packet, $"{failure.GetType().Name}: {failure.Message}");
        return path;
    }
}

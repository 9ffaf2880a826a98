using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Polymasq.TestKit.Fuzzing;

namespace Polymasq.Fuzz;

/// <summary>What the command line says.</summary>
/// <param name="Target">What takes the bytes.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Count">How many at most.</param>
/// <param name="Seed">The same gives the same packets.</param>
/// <param name="Folders">Where packets to begin with are; what is found is written to the first.</param>
internal sealed record FuzzOptions(FuzzTarget Target, int Seconds, long Count, int Seed, IReadOnlyList<string> Folders)
{
    private const int SecondsDefault = 60;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out FuzzOptions? options, out string problem)
    {
        (options, problem) = (null, "");
        if (FuzzTarget.All.FirstOrDefault(target => target.Name == args.FirstOrDefault()) is not { } target) return Fail("which target?", out problem);
        FuzzOptions read = new(target, SecondsDefault, long.MaxValue, Environment.TickCount, []);
        for (int i = 1; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return Fail($"{args[i]} needs a value", out problem);
            bool isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            if (args[i] == "--corpus") read = read with { Folders = [.. read.Folders, args[i + 1]] };
            else if (!isNumber) return Fail($"{args[i]}: '{args[i + 1]}' is no number", out problem);
            else if (args[i] == "--seconds") read = read with { Seconds = number };
            else if (args[i] == "--count") read = read with { Count = number, Seconds = int.MaxValue };
            else if (args[i] == "--seed") read = read with { Seed = number };
            else return Fail($"there is no {args[i]}", out problem);
        }

        options = read;
        return read.Folders.Count > 0 || Fail("--corpus: which folder?", out problem);
    }

    private static bool Fail(string why, out string problem)
    {
        problem = why;
        return false;
    }
}

using Polymasq.Fuzz;
using Polymasq.TestKit.Fuzzing;

const int Found = 1, Usage = 2;

if (!FuzzOptions.TryParse(args, out FuzzOptions? options, out string problem))
{
    await Console.Error.WriteLineAsync($"fuzz: {problem}\nusage: ./fuzz.sh {string.Join('|', FuzzTarget.All.Select(static target => target.Name))} [--seconds N] [--count N] [--seed N] [--corpus FOLDER]…");
    return Usage;
}

return new FuzzRun(options).Run(Console.Out) ? 0 : Found;

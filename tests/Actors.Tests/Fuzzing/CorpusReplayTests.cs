using Polymasq.TestKit.Fuzzing;

namespace Polymasq.Actors.Tests.Fuzzing;

/// <summary>Every packet of the fuzzer's corpora, and some mutants of each with a fixed seed: what was found once stays mended.</summary>
public sealed class CorpusReplayTests
{
    private const int Mutants = 2_000;

    public static TheoryData<string> Targets { get; } = [.. FuzzTarget.All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_breaks_nothing(string target)
    {
        (Action<byte[]> take, byte[][] corpus) = Start(target);
        Assert.NotEmpty(corpus);
        Assert.All(corpus, take);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutants_of_the_corpus_break_nothing(string target)
    {
        (Action<byte[]> take, byte[][] corpus) = Start(target);
        Mutator mutator = new(seed: 1);
        for (int i = 0; i < Mutants; i++)
        {
            byte[] packet = mutator.Next(corpus);
            Assert.True(Record.Exception(() => take(packet)) is null, $"mutant {i}: {Convert.ToHexString(packet)}");
        }
    }

    private static (Action<byte[]> Take, byte[][] Corpus) Start(string name) => (
        FuzzTarget.All.Single(target => target.Name == name).Start(),
        [.. HexFile.In(Path.Combine(AppContext.BaseDirectory, "Corpus", name)).Select(HexFile.Read)]);
}

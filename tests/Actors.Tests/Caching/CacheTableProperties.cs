using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Tests.Caching;

public sealed class CacheTableProperties
{
    private sealed record Step(int What, int Number, int Payload);

    /// <summary>Whatever is done to it, in whatever order: a table may have forgotten, and never says anything else than what was put last.</summary>
    [Fact]
    public void It_agrees_with_a_dictionary_or_has_forgotten() => Prop.ForAll(Steps().ToArbitrary(), steps =>
    {
        CacheTable table = new(64 * 1024);
        Dictionary<int, byte> model = [];
        byte version = 0;
        foreach (Step step in steps)
        {
            if (step.What == 0) Forget(table, model, step.Number);
            else if (step.What == 1) Clear(table, model);
            else if (step.What < 5) _ = table.Version(step.Number);
            else if (table.Put(step.Number, ++version, step.Payload)) model[step.Number] = version;
            if (table.BytesUsed > table.BytesMax) return false;
        }

        int found = 0;
        for (int number = 0; number < 200; number++)
        {
            if (table.Version(number) is not { } stored) continue;
            found++;
            if (!model.TryGetValue(number, out byte expected) || expected != stored) return false;
        }

        return found == table.Count;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(600));

    private static Gen<Step[]> Steps() =>
        (from what in Gen.Frequency((1, Gen.Constant(0)), (200, Gen.Choose(2, 30)), (1, Gen.Constant(1)))
         from number in Gen.Choose(0, 199)
         from payload in Gen.Frequency((20, Gen.Choose(0, 200)), (1, Gen.Choose(200, 2_000)))
         select new Step(what, number, payload)).ArrayOf();

    private static void Forget(CacheTable table, Dictionary<int, byte> model, int number)
    {
        table.Remove(TestEntry.Key(number, stackalloc byte[QuestionHasher.BufferLength]));
        model.Remove(number);
    }

    private static void Clear(CacheTable table, Dictionary<int, byte> model)
    {
        table.Clear();
        model.Clear();
    }
}

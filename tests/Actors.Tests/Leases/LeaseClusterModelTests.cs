using FsCheck;
using FsCheck.Fluent;

namespace Polymasq.Actors.Tests.Leases;

/// <summary>
/// The invariants under everything that may happen in any order: two gateways that hear of each other late, crashes, a full
/// disk, outcomes that nobody knows, more clients than addresses. A failure prints the moves, shortened, to play again.
/// </summary>
public sealed class LeaseClusterModelTests
{
    private const int Clients = 7;

    // Mostly what happens all day; now and then what should not.
    private static readonly Gen<ModelStep> Steps = Gen.Frequency(
        (12, Gen.Elements(ModelStep.Discover, ModelStep.Select, ModelStep.Renew, ModelStep.Commit)),
        (6, Gen.Elements(ModelStep.CommitOne, ModelStep.Deliver, ModelStep.Release, ModelStep.Pass, ModelStep.PassLong)),
        (3, Gen.Elements(ModelStep.Reboot, ModelStep.Rebind, ModelStep.Decline, ModelStep.Conflict)),
        (2, Gen.Elements(ModelStep.Crash, ModelStep.FillDisk, ModelStep.FreeDisk, ModelStep.LoseOutcomes)));

    private static readonly Gen<ModelMove> Moves =
        from step in Steps
        from client in Gen.Choose(1, Clients)
        from gateway in Gen.Choose(0, 1)
        from number in Gen.Choose(0, 3600)
        select new ModelMove(step, client, gateway, number);

    private static readonly Arbitrary<ModelMove[]> Runs = Arb.From(Gen.ArrayOf(Moves).Resize(150), ArbMap.Default.ArbFor<ModelMove[]>().Shrinker);

    [Fact]
    public void No_address_has_two_holders_and_no_ack_is_without_a_commit()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(400);
        Prop.ForAll(Runs, moves => Faultless(moves)).Check(config);
    }

    private static Property Faultless(ModelMove[] moves)
    {
        IReadOnlyList<string> faults = new LeaseCluster(seed: moves.Length).Play(moves);
        return (faults.Count == 0).Label(string.Join("; ", faults));
    }
}

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>Mistakes that are made on purpose are found, each by the invariant that it breaks.</summary>
public class SabotageTests(ITestOutputHelper output)
{
    private const int SeedsMax = 300;

    [Fact]
    public void An_answer_before_the_commit_is_found() => AssertFound(() => new AckBeforeCommit(), Invariant.AckedOnlyWhatIsCommitted);

    [Fact]
    public void A_write_without_a_compare_is_found() => AssertFound(() => new WriteWithoutCompare(), Invariant.VersionsFollow);

    [Fact]
    public void A_write_without_a_compare_gives_an_address_to_two() => AssertFound(() => new WriteWithoutCompare(), Invariant.OneHolder);

    [Fact]
    public void Trust_in_clocks_that_differ_is_found() => AssertFound(() => new TrustInClocks(), Invariant.OneHolder);

    [Fact]
    public void A_whole_lease_without_a_quorum_is_found() => AssertFound(() => new WholeLeaseWithoutQuorum(), Invariant.AckedOnlyWhatIsCommitted);

    private void AssertFound(Func<Sabotage> mistake, Invariant invariant)
    {
        SimulationResult? found = SeedRunner.Find(1, SeedsMax, mistake, invariant);
        Assert.True(found is not null, $"{SeedsMax} seeds do not break {invariant}");
        output.WriteLine($"seed {found.Seed}: {found.Violations.First(violation => violation.Invariant == invariant)}");
    }
}

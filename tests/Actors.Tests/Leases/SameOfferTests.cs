using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Leases;

// Every gateway offers a client the same address, in whatever order it learned what was committed.
public sealed class SameOfferTests
{
    private const int Addresses = 90;

    [Fact]
    public void Ledgers_that_know_the_same_offer_the_same() => Prop.ForAll<int>(OfferTheSame).QuickCheckThrowOnFailure();

    private static bool OfferTheSame(int seed)
    {
        Random random = new(seed);
        List<LeaseEvent> history = [.. History(random)];
        LeaseSettings settings = Net.Settings(Net.Pool($"10.9.0.1-10.9.0.{Addresses}"));
        LeaseLedger[] ledgers = [.. Enumerable.Range(1, 3).Select(number => new LeaseLedger(settings with { Gateway = $"gw{number}" }, 0))];
        DateTimeOffset now = Net.Start.AddHours(5);
        foreach (LeaseLedger ledger in ledgers)
            foreach (LeaseEvent e in Shuffled(history, random)) ledger.Apply(e, now, out _);

        for (int client = 1; client <= 20; client++)
        {
            LeaseCommand discover = Net.Command(LeaseCommandKind.Offer, settings.Pools[0], client);
            if (ledgers.Select(ledger => ledger.Decide(discover, now).Address).Distinct().Count() > 1) return false;
        }

        return true;
    }

    [Fact]
    public void Clients_that_come_at_once_are_spread_over_what_is_free_longest()
    {
        LeaseSettings settings = Net.Settings(Net.Pool($"10.9.0.1-10.9.0.{Addresses}"));
        List<LeaseEvent> history = [.. Enumerable.Range(1, Addresses).SelectMany(i => LeasedAndReleased(i, i, Net.Start.AddSeconds(i)))];
        HashSet<Ipv4Address> offered = [];
        for (int client = 201; client <= 210; client++)
        {
            LeaseLedger ledger = new(settings, 0); // each client asks a gateway that has heard of no other
            foreach (LeaseEvent e in history) ledger.Apply(e, e.At, out _);
            offered.Add(ledger.Decide(Net.Command(LeaseCommandKind.Offer, settings.Pools[0], client), Net.Start.AddHours(1)).Address);
        }

        Assert.InRange(offered.Count, 8, 10);
    }

    [Fact]
    public void A_client_with_two_leases_is_offered_the_one_it_got_last_whichever_was_heard_of_first()
    {
        LeaseEvent older = LeasedAndReleased(1, 1, Net.Start).First(), newer = LeasedAndReleased(2, 1, Net.Start.AddSeconds(1)).First();
        foreach (LeaseEvent[] order in new LeaseEvent[][] { [older, newer], [newer, older] })
        {
            LedgerFixture net = new("10.9.0.1-10.9.0.90");
            foreach (LeaseEvent e in order) net.Ledger.Apply(e, Net.Start, out _);
            Assert.Equal("10.9.0.2", net.Offer(1));
        }
    }

    private static IEnumerable<LeaseEvent> History(Random random)
    {
        for (int i = 1; i <= Addresses; i++)
        {
            LeaseEvent[] life = [.. LeasedAndReleased(i, i + 10, Net.Start.AddSeconds(random.Next(20)))];
            for (int k = 0; k < life.Length - random.Next(2); k++) yield return life[k];
        }
    }

    private static IEnumerable<LeaseEvent> LeasedAndReleased(int address, int client, DateTimeOffset at)
    {
        LeaseEvent leased = new()
        {
            Kind = LeaseEventKind.Leased, Address = Net.Address($"10.9.0.{address}"), Version = 1, At = at, Client = Net.Client(client), Chaddr = Net.Chaddr(client),
            Since = at, LeaseSeconds = 36000, Until = at.AddSeconds(36000), Gateway = "gw9", Correlation = address,
        };
        yield return leased;
        yield return leased with { Kind = LeaseEventKind.Released, Version = 2, At = at.AddSeconds(30), LeaseSeconds = 0, Until = at.AddSeconds(30) };
    }

    private static List<LeaseEvent> Shuffled(List<LeaseEvent> events, Random random) =>
        [.. events.GroupBy(e => e.Address).OrderBy(_ => random.Next()).SelectMany(life => life.OrderBy(e => e.Version))];
}

using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering.Journal;

/// <summary>Three journals on one store that loses, delays, repeats, forgets and is cut off, as a seed decides.</summary>
public sealed class JournalStormTests
{
    private const int Addresses = 12;
    private const int Steps = 60;

    [Fact]
    public void However_the_store_is_reached_fates_are_told_once_and_all_agree_in_the_end()
    {
        for (int seed = 1; seed <= 40; seed++) new Storm(seed).Run();
    }

    private sealed class Storm(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly ManualSystem _system = new(seed);
        private readonly List<(JournalGateway Gateway, LeaseEvent Event)> _appended = [];
        private ModelStoreServer _server = null!;
        private JournalGateway[] _gateways = [];

        public void Run()
        {
            _server = new ModelStoreServer(_system.Clock);
            _gateways = [.. Enumerable.Range(1, 3).Select(i => new JournalGateway(_system, _server, $"gw{i}", seed * 10 + i).Start())];
            for (int step = 0; step < Steps; step++) Step();
            Heal();
            foreach (JournalGateway gateway in _gateways) Check(gateway);
            foreach (JournalGateway gateway in _gateways) gateway.Dispose();
        }

        private void Step()
        {
            JournalGateway gateway = _gateways[_random.Next(_gateways.Length)];
            switch (_random.Next(10))
            {
                case 0: Disturb(gateway.Store.Faults); break;
                case 1: gateway.Store.Cut(there: _random.Next(2) == 0, back: _random.Next(2) == 0); break;
                case 2: gateway.Store.Cut(there: false, back: false); break;
                case 3: _server.Compact(_server.Revision - _random.Next(5)); break;
                case 4: gateway.IsFull = !gateway.IsFull; break;
                case 5: Reopen(gateway); break;
                default: Append(gateway); break;
            }
            gateway.Flush(_random.NextDouble());
        }

        private void Disturb(StoreFaults faults)
        {
            faults.AnswerLost = _random.NextDouble() * 0.3;
            faults.RequestLost = _random.NextDouble() * 0.2;
            faults.RequestLate = _random.NextDouble() * 0.1;
            faults.Repeated = _random.NextDouble() * 0.3;
            faults.Refused = _random.NextDouble() * 0.2;
            faults.AnswerDelay = TimeRange.UpTo(TimeSpan.FromMilliseconds(_random.Next(500)));
            faults.WatchDelay = TimeRange.UpTo(TimeSpan.FromMilliseconds(_random.Next(2000)));
        }

        private void Reopen(JournalGateway gateway)
        {
            _appended.RemoveAll(append => append.Gateway == gateway); // whoever waited is no more
            gateway.Close();
            gateway.IsFull = false;
            gateway.Open();
            gateway.Start();
        }

        private void Append(JournalGateway gateway)
        {
            for (int i = _random.Next(6); i >= 0; i--)
            {
                string address = $"10.9.0.{_random.Next(Addresses)}";
                long version = NewestVersion(gateway, Ipv4Address.Parse(address)) + 1;
                _appended.Add((gateway, gateway.Append(address, version, client: _random.Next(5))));
            }
        }

        private static long NewestVersion(JournalGateway gateway, Ipv4Address address) =>
            gateway.Reports.Where(report => report.Event?.Address == address).Select(report => report.Event!.Version).DefaultIfEmpty().Max();

        private void Heal()
        {
            foreach (JournalGateway gateway in _gateways)
            {
                gateway.IsFull = false;
                StoreFaults faults = gateway.Store.Faults;
                faults.AnswerLost = faults.RequestLost = faults.RequestLate = faults.Repeated = faults.Refused = 0;
                faults.AnswerDelay = faults.WatchDelay = default;
                gateway.Store.Cut(there: false, back: false);
            }
            _system.Advance(30);
        }

        private void Check(JournalGateway gateway)
        {
            Assert.True(gateway.Journal.Status.IsCurrent, $"seed {seed}: {gateway.Name} {gateway.Journal.Status.Reason}");
            foreach ((_, LeaseEvent e) in _appended.Where(append => append.Gateway == gateway)) CheckFate(gateway, e);
            foreach (IGrouping<Ipv4Address, LeaseReport> ofAddress in gateway.Reports.Where(r => r is { Kind: LeaseReportKind.Committed }).GroupBy(r => r.Event!.Address))
                Assert.Equal(ofAddress.Select(r => r.Revision).Distinct().Order(), ofAddress.Select(r => r.Revision));
            CheckState(gateway);
        }

        private void CheckFate(JournalGateway gateway, LeaseEvent e)
        {
            LeaseReport[] fates = [.. gateway.Reports.Where(report => report.Ticket == e.Correlation)];
            Assert.True(fates.Length == 1, $"seed {seed}: {gateway.Name} told {fates.Length} fates of {e}");
            bool isDurable = Written().Any(entry => Same(entry, e));
            if (fates[0].Kind == LeaseReportKind.Committed) Assert.True(isDurable, $"seed {seed}: not there: {e}");
            if (fates[0].Kind == LeaseReportKind.Unavailable) Assert.False(isDurable, $"seed {seed}: there after all: {e}");
        }

        private void CheckState(JournalGateway gateway)
        {
            Dictionary<Ipv4Address, LeaseEvent> truth = [];
            foreach (StoreEntry entry in Written())
            {
                LeaseEvent e = StoredLeaseEvent.Deserialize(entry.Value);
                truth[e.Address] = e;
            }
            foreach ((Ipv4Address address, LeaseEvent e) in truth)
                Assert.True(e == gateway.NewestOf(address.ToString()), $"seed {seed}: {gateway.Name} has {gateway.NewestOf(address.ToString())}, not {e}");
            Assert.Equal(truth.Values.OrderBy(e => e.Address), gateway.Replica.Newest.Select(e => e.Event).OrderBy(e => e.Address));
        }

        private IEnumerable<StoreEntry> Written() => _server.History.SelectMany(revision => revision.Entries)
            .Where(entry => entry.Key.StartsWith("/polymasq/test/lease/0", StringComparison.Ordinal));

        private static bool Same(StoreEntry entry, LeaseEvent e) => StoredLeaseEvent.Deserialize(entry.Value) == e;
    }
}

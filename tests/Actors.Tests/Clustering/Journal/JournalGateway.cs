using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Clustering.Journal;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering.Journal;

/// <summary>A gateway as far as its journal goes: a way to the store, a replica, a journal, and all that it reports.</summary>
internal sealed class JournalGateway : ILeaseJournalSink, IDisposable
{
    public const string Prefix = "/polymasq/test/";

    private readonly ManualSystem _system;
    private readonly ModelStoreServer _server;
    private long _correlation;
    private int _life;

    public JournalGateway(ManualSystem system, ModelStoreServer server, string name = "gw1", int seed = 1)
    {
        (_system, _server, Name, Seed) = (system, server, name, seed);
        Replica = new MemoryLeaseReplica(system.Clock);
        Open();
    }

    public string Name { get; }

    public int Seed { get; }

    public string Cluster { get; set; } = "test";

    public MemoryLeaseReplica Replica { get; private set; }

    public ModelStoreClient Store { get; private set; } = null!;

    public ReplicatedLeaseJournal Journal { get; private set; } = null!;

    /// <summary>All that was reported since the last opening.</summary>
    public List<LeaseReport> Reports { get; } = [];

    public JournalLines Log { get; } = new();

    /// <summary>While true, no batch is taken.</summary>
    public bool IsFull { get; set; }

    public bool TryReport(IReadOnlyList<LeaseReport> batch)
    {
        if (!IsFull) Reports.AddRange(batch);
        return !IsFull;
    }

    /// <summary>A new process on the same disk.</summary>
    public void Open()
    {
        _life++;
        Reports.Clear();
        Store = new ModelStoreClient(_server, _system, $"{Name}-store-{_life}", Seed + _life);
        LeaseJournalSettings settings = new()
        {
            Cluster = new ClusterSettings
            {
                Name = Cluster, Gateway = Name, Address = null, Secret = ImmutableArray<byte>.Empty,
                TimeToLive = TimeSpan.FromSeconds(3), ClockBound = TimeSpan.FromMinutes(5),
            },
            QueueMax = 1024,
            NewIdentity = $"made by {Name}",
        };
        Journal = ReplicatedLeaseJournal.Open(
            _system.System, settings, Store, Replica, _system.Clock, Log, name: $"{Name}-journal-{_life}");
    }

    public JournalGateway Start(double seconds = 0.5)
    {
        Journal.Start(this);
        _system.Advance(seconds);
        return this;
    }

    public void Close()
    {
        Journal.Dispose();
        Store.Dispose();
        _system.Run();
    }

    /// <summary>A new process on another disk.</summary>
    public JournalGateway On(MemoryLeaseReplica replica)
    {
        Replica = replica;
        Open();
        return this;
    }

    /// <summary>Queues an event; its ticket is its correlation.</summary>
    public LeaseEvent Append(string address, long version, int client = 1)
    {
        LeaseEvent e = Event(address, version, client);
        if (!Journal.TryAppend(new LeaseAppend(e.Correlation, e))) throw new InvalidOperationException("the queue is full");
        return e;
    }

    public LeaseReport Commit(string address, long version, int client = 1)
    {
        LeaseEvent e = Append(address, version, client);
        Flush();
        return About(e);
    }

    public void Flush(double seconds = 0.1)
    {
        Journal.Flush();
        _system.Advance(seconds);
    }

    /// <summary>The one report with the ticket of an event.</summary>
    public LeaseReport About(LeaseEvent e) => Reports.Single(report => report.Ticket == e.Correlation);

    public LeaseEvent? NewestOf(string address) =>
        Reports.LastOrDefault(report => report.Event?.Address == Ipv4Address.Parse(address)).Event;

    public LeaseReportKind[] Standing =>
    [
        .. Reports.Select(report => report.Kind)
            .Where(kind => kind is LeaseReportKind.CaughtUp or LeaseReportKind.Suspended or LeaseReportKind.Resumed),
    ];

    public void Dispose() => Replica.Dispose();

    private LeaseEvent Event(string address, long version, int client) => new()
    {
        Kind = version == 1 ? LeaseEventKind.Leased : LeaseEventKind.Renewed,
        Address = Ipv4Address.Parse(address),
        Version = version,
        At = _system.Clock.GetUtcNow(),
        Client = ClientKey.Of([], new HardwareAddress(HardwareAddress.Ethernet, [2, 0, 0, 0, 0, (byte)client])),
        LeaseSeconds = 3600,
        Until = _system.Clock.GetUtcNow().AddHours(1),
        Gateway = Name,
        Correlation = ++_correlation,
    };
}

/// <summary>What a journal logs, as "event id: text".</summary>
internal sealed class JournalLines : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{eventId.Id}: {formatter(state, exception)}");

    public int Count(int id) => Lines.Count(line => line.StartsWith($"{id}:", StringComparison.Ordinal));
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;
using Polymasq.TestKit.Leases;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>A listener with the real ledger behind it, on a manual clock. The journal commits at once unless told otherwise.</summary>
internal sealed class DhcpFixture
{
    public DhcpFixture(Dhcp4Settings? settings = null, InterfaceInfo? @interface = null, ILogger? log = null, int ledgerMailbox = 1024)
    {
        settings ??= Lan.Settings();
        @interface ??= Lan.Interface(Lan.Own);
        Plan = new Dhcp4Plan(settings, [.. @interface.Addresses.Select(a => Ipv4Address.Read(a.Address.GetAddressBytes()))]);
        Journal = new MemoryLeaseJournal(Store);
        LeaseSettings leases = Leases.Net.Settings([.. Plan.Pools]) with { Authoritative = settings.Authoritative };
        Ledger = System.Spawn(() => new LeaseLedgerActor(leases, Journal, [], System.Clock, NullLogger.Instance), "leases", ledgerMailbox);
        Ref = System.Spawn(
            () => new Dhcp4ListenerActor(Plan, @interface, Port, Probe, Ledger, Cluster, Counters, log ?? NullLogger.Instance), "dhcp4-lan0", mailbox: 4096);
    }

    public ManualSystem System { get; } = new();
    public MemoryLeaseStore Store { get; } = new();
    public MemoryLeaseJournal Journal { get; }
    public Dhcp4Plan Plan { get; }
    public IActorRef<LeaseLedgerMessage> Ledger { get; }
    public IActorRef<Dhcp4ListenerMessage> Ref { get; }
    public PublishedClusterView Cluster { get; } = new(ClusterView.Alone("gw1"));
    public RecordingPort Port { get; } = new();
    public ScriptedProbe Probe { get; } = new();
    public Dhcp4Counters Counters { get; } = new();
    public PacketPool Pool { get; } = new(packetsMax: 64, bytesEach: 2048);

    /// <summary>While true the disk is slow: nothing is committed before <see cref="Commit"/>.</summary>
    public bool IsDiskSlow { get; set; }

    /// <summary>Sends a message to the server and lets everybody do what there is to do now.</summary>
    public void Send(Dhcp4Bytes message, string source = "0.0.0.0", string destination = "255.255.255.255") =>
        Send(message.ToArray(), source, destination);

    public void Send(byte[] bytes, string source = "0.0.0.0", string destination = "255.255.255.255")
    {
        Packet packet = Pool.TryRent() ?? throw new InvalidOperationException("the listener keeps all packets");
        packet.Length = Math.Min(bytes.Length, packet.Buffer.Length);
        bytes.AsSpan(0, packet.Length).CopyTo(packet.Buffer);
        if (!Ref.TryTell(Dhcp4ListenerMessage.Received(packet, Ipv4Address.Parse(source), Ipv4Address.Parse(destination)))) packet.Release();
        Run();
    }

    /// <summary>Sends a message and takes the one answer to it.</summary>
    public SentMessage Ask(Dhcp4Bytes message, string source = "0.0.0.0", string destination = "255.255.255.255")
    {
        Send(message, source, destination);
        return Take();
    }

    public SentMessage Take()
    {
        SentMessage only = Assert.Single(Port.Sent);
        Port.Sent.Clear();
        return only;
    }

    /// <summary>DISCOVER, OFFER, REQUEST, ACK; the address.</summary>
    public string Lease(int client = 1)
    {
        SentMessage offer = Ask(Lan.Message(MessageType.Discover, client));
        SentMessage ack = Ask(Selecting(offer, client));
        Assert.Equal(MessageType.Ack, ack.Type);
        return ack.Yiaddr;
    }

    /// <summary>The DHCPREQUEST that follows an OFFER.</summary>
    public static Dhcp4Bytes Selecting(SentMessage offer, int client = 1) => Lan.Message(MessageType.Request, client)
        .With(OptionCode.RequestedAddress, offer.Yiaddr).With(OptionCode.ServerIdentifier, offer.ServerIdentifier);

    public void Commit()
    {
        Journal.CommitAll();
        System.Run();
    }

    public void Advance(double seconds)
    {
        System.Advance(seconds);
        Run();
    }

    /// <summary>How many packets the listener still holds.</summary>
    public int PacketsHeld()
    {
        List<Packet> rest = [];
        while (Pool.TryRent() is { } packet) rest.Add(packet);
        foreach (Packet packet in rest) packet.Release();
        return Pool.PacketsMax - rest.Count;
    }

    private void Run()
    {
        System.Run();
        while (!IsDiskSlow && Journal.Queued > 0) Commit();
    }
}

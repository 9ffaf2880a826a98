using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Leases;

namespace Polymasq.Actors.Tests.Leases;

public sealed class StoredLeaseEventTests
{
    private static readonly Gen<LeaseEvent> Events =
        from kind in Gen.Elements(Enum.GetValues<LeaseEventKind>().Where(kind => kind != LeaseEventKind.None))
        from address in Gen.Choose(int.MinValue, int.MaxValue)
        from seconds in Gen.Choose(0, int.MaxValue)
        from client in ArbMap.Default.GeneratorFor<byte[]>()
        from chaddr in ArbMap.Default.GeneratorFor<byte[]>()
        from type in Gen.Choose(0, 255)
        from hostname in Gen.Elements(null, "", "box", "ü-\"quoted\"\\")
        select new LeaseEvent
        {
            Kind = kind,
            Address = new Ipv4Address((uint)address),
            Version = 1 + (seconds % 1000),
            At = LeaseEvents.Start.AddTicks(seconds),
            Client = ClientKey.Of(client, default),
            Chaddr = chaddr.Length == 0 ? default : new HardwareAddress((byte)type, chaddr),
            Hostname = hostname,
            Since = seconds % 2 == 0 ? default : LeaseEvents.Start,
            LeaseSeconds = (uint)seconds,
            Until = seconds % 3 == 0 ? DateTimeOffset.MaxValue : LeaseEvents.Start.AddSeconds(seconds),
            Gateway = "gw1",
            Correlation = seconds,
        };

    [Fact]
    public void Any_event_comes_back_from_its_stored_form() => Prop
        .ForAll(Events.ToArbitrary(), e => StoredLeaseEvent.Deserialize(Stored(e)) == e)
        .QuickCheckThrowOnFailure();

    // Pinned: this is what lies on disks and, later, in etcd.
    [Fact]
    public void The_stored_form_is_plain() => Assert.Equal(
        """
        {"kind":"Leased","address":"10.9.0.1","version":1,"at":"2026-11-21T12:00:01+00:00","client":"01:02:00:00:00:00:01","chaddr":"02:00:00:00:00:01","hostname":"host1","since":"2026-11-21T12:00:00+00:00","lease-seconds":3600,"until":"2026-11-21T13:00:01+00:00","gateway":"gw1","correlation":4294967297}
        """,
        Encoding.UTF8.GetString(Stored(LeaseEvents.Leased("10.9.0.1"))));

    [Fact]
    public void A_later_release_may_add_fields() => Assert.Equal(
        LeaseEvents.Leased("10.9.0.1"),
        StoredLeaseEvent.Deserialize(Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Stored(LeaseEvents.Leased("10.9.0.1"))).Replace("{", "{\"colour\":[1],", StringComparison.Ordinal))));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"kind":"Leased","address":"10.9.0","version":1,"at":"2026-11-21T12:00:01Z","gateway":"gw1"}""")]
    [InlineData("""{"kind":"None","address":"10.9.0.1","version":1,"at":"2026-11-21T12:00:01Z","gateway":"gw1"}""")]
    [InlineData("""{"kind":"Lent","address":"10.9.0.1","version":1,"at":"2026-11-21T12:00:01Z","gateway":"gw1"}""")]
    public void What_is_not_an_event_is_refused(string json) =>
        Assert.Throws<InvalidDataException>(() => StoredLeaseEvent.Deserialize(Encoding.UTF8.GetBytes(json)));

    private static byte[] Stored(LeaseEvent e)
    {
        using LeaseEventWriter writer = new();
        writer.Write(LeaseEvents.Leased("10.9.255.255")); // what was written before leaves no trace
        return writer.Write(e).ToArray();
    }
}

using Polymasq.Actors.Leases;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dns;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class LeaseNamesTests
{
    [Fact]
    public void A_leased_host_resolves_by_both_its_names_and_back()
    {
        LocalNamesFixture names = new LocalNamesFixture(Lab).Lease("10.9.0.7", "Phone");

        Assert.Equal("NoError 10.9.0.7", names.Ask("phone"));
        Assert.Equal("NoError 10.9.0.7", names.Ask("phone.lab.test"));
        Assert.Equal("NoError phone.lab.test.", names.Ask("7.0.9.10.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NoError", names.Ask("phone", RecordType.AAAA));
        Assert.Equal("pass", names.Ask("phone.other.test"));
    }

    [Fact]
    public void Without_a_domain_the_bare_name_is_the_name()
    {
        LocalNamesFixture names = new LocalNamesFixture(Settings with { DhcpFqdn = true }).Lease("10.9.0.7", "phone");

        Assert.Equal("NoError 10.9.0.7", names.Ask("phone"));
        Assert.Equal("NoError phone.", names.Ask("7.0.9.10.in-addr.arpa", RecordType.PTR));
    }

    // dnsmasq: dhcp-fqdn
    [Fact]
    public void With_dhcp_fqdn_the_bare_name_is_left_to_others()
    {
        LocalNamesFixture names = new LocalNamesFixture(Lab with { DhcpFqdn = true }).Lease("10.9.0.7", "phone");

        Assert.Equal("pass", names.Ask("phone"));
        Assert.Equal("NoError 10.9.0.7", names.Ask("phone.lab.test"));
    }

    [Fact]
    public void What_is_no_longer_leased_is_forgotten_in_both_directions()
    {
        LocalNamesFixture names = new LocalNamesFixture(LocalLab).Lease("10.9.0.7", "phone");
        names.Leases.Remove(Key("10.9.0.7"));

        Assert.Equal("NxDomain", names.Ask("phone.lab.test"));
        Assert.Equal("pass", names.Ask("7.0.9.10.in-addr.arpa", RecordType.PTR));
        Assert.Equal(0, names.Leases.Count);
    }

    [Fact]
    public void A_host_may_change_its_name()
    {
        LocalNamesFixture names = new LocalNamesFixture(LocalLab).Lease("10.9.0.7", "old").Lease("10.9.0.7", "new");

        Assert.Equal("NxDomain", names.Ask("old.lab.test"));
        Assert.Equal("NoError 10.9.0.7", names.Ask("new.lab.test"));
        Assert.Equal("NoError new.lab.test.", names.Ask("7.0.9.10.in-addr.arpa", RecordType.PTR));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_newer_lease_has_the_name_in_whatever_order_it_is_heard_of(bool newerFirst)
    {
        LocalNamesFixture names = new(Lab);
        if (newerFirst) names.Lease("10.9.0.8", "phone", age: 60).Lease("10.9.0.7", "phone");
        else names.Lease("10.9.0.7", "phone").Lease("10.9.0.8", "phone", age: 60);

        Assert.Equal("NoError 10.9.0.8", names.Ask("phone"));
        Assert.Equal("NoError phone.lab.test.", names.Ask("8.0.9.10.in-addr.arpa", RecordType.PTR));
        Assert.Equal("pass", names.Ask("7.0.9.10.in-addr.arpa", RecordType.PTR));
    }

    [Fact]
    public void When_the_newer_lease_ends_the_older_has_its_name_back()
    {
        LocalNamesFixture names = new LocalNamesFixture(Lab).Lease("10.9.0.7", "phone").Lease("10.9.0.8", "phone", age: 60);
        names.Leases.Remove(Key("10.9.0.8"));

        Assert.Equal("NoError 10.9.0.7", names.Ask("phone"));
        Assert.Equal("NoError phone.lab.test.", names.Ask("7.0.9.10.in-addr.arpa", RecordType.PTR));
    }

    [Fact]
    public void The_families_do_not_take_names_from_each_other()
    {
        LocalNamesFixture names = new LocalNamesFixture(Lab).Lease("10.9.0.7", "phone").Lease("2001:db8::7", "phone", age: 60);

        Assert.Equal("NoError 10.9.0.7", names.Ask("phone"));
        Assert.Equal("NoError 2001:db8::7", names.Ask("phone", RecordType.AAAA));
    }

    // dnsmasq: a name in a hosts file is not given to a lease.
    [Fact]
    public void A_hosts_file_wins_over_a_lease_in_both_directions()
    {
        LocalNamesFixture names = new LocalNamesFixture(Lab, "192.0.2.1 phone\n10.9.0.9 desk\n").Lease("10.9.0.7", "phone").Lease("10.9.0.9", "thief");

        Assert.Equal("NoError 192.0.2.1", names.Ask("phone.lab.test"));
        Assert.Equal("pass", names.Ask("7.0.9.10.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NoError desk.lab.test.", names.Ask("9.0.9.10.in-addr.arpa", RecordType.PTR));
    }

    [Fact]
    public void A_lease_fills_the_family_that_the_hosts_file_leaves_open()
    {
        LocalNamesFixture names = new LocalNamesFixture(Lab, "2001:db8::1 phone\n").Lease("10.9.0.7", "phone");

        Assert.Equal("NoError 10.9.0.7", names.Ask("phone.lab.test"));
        Assert.Equal("NoError 2001:db8::1", names.Ask("phone.lab.test", RecordType.AAAA));
    }

    [Theory]
    [InlineData("phone.lab.test", "phone")]
    [InlineData("phone.elsewhere.example", "phone")]
    [InlineData("My-Phone_2", "my-phone_2")]
    [InlineData("7phone", "7phone")]
    public void A_client_is_called_by_the_first_label_of_its_name(string hostname, string label) =>
        Assert.Equal("NoError 10.9.0.7", new LocalNamesFixture(Lab).Lease("10.9.0.7", hostname).Ask(label + ".lab.test"));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".phone")]
    [InlineData("-phone")]
    [InlineData("_phone")]
    [InlineData("my phone")]
    [InlineData("ph*ne")]
    [InlineData("phöne")]
    [InlineData("localhost")]
    [InlineData("WPAD")]
    [InlineData("isatap.lab.test")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890abcd")]
    public void What_cannot_be_or_must_not_be_a_name_is_none(string hostname) =>
        Assert.Equal(0, new LocalNamesFixture(Lab).Lease("10.9.0.7", "before").Lease("10.9.0.7", hostname).Leases.Count);

    [Fact]
    public void The_committed_stream_carries_names_in_and_out()
    {
        LocalNamesFixture names = new(Lab);
        LeaseNamesObserver observer = new(names.Leases);
        LeaseEvent leased = new()
        {
            Kind = LeaseEventKind.Leased,
            Address = Ipv4Address.Parse("10.9.0.7"),
            Version = 1,
            At = DateTimeOffset.UnixEpoch,
            Hostname = "phone",
            Gateway = "gw1",
        };

        observer.Committed(leased, null);
        Assert.Equal("NoError 10.9.0.7", names.Ask("phone"));
        observer.Committed(leased with { Kind = LeaseEventKind.Renewed, Version = 2, Hostname = null }, leased);
        Assert.Equal("pass", names.Ask("phone"));
        observer.Committed(leased with { Kind = LeaseEventKind.Renewed, Version = 3 }, leased);
        observer.Committed(leased with { Kind = LeaseEventKind.Declined, Version = 4 }, leased);
        Assert.Equal("pass", names.Ask("phone"));
    }
}

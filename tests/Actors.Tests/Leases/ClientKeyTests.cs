using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Leases;

public sealed class ClientKeyTests
{
    private static readonly HardwareAddress Chaddr = new(1, [2, 0, 0, 0, 0, 1]);

    // RFC 2131 §4.2: the client identifier if there is one, else the hardware address.
    [Fact]
    public void A_client_identifier_wins_over_the_hardware_address()
    {
        Assert.Equal("ff:01:02", ClientKey.Of([0xFF, 1, 2], Chaddr).ToString());
        Assert.Equal("01:02:00:00:00:00:01", ClientKey.Of([], Chaddr).ToString());
    }

    [Fact]
    public void An_identifier_that_is_the_hardware_address_is_the_same_client() =>
        Assert.Equal(ClientKey.Of([], Chaddr), ClientKey.Of([1, 2, 0, 0, 0, 0, 1], new HardwareAddress(1, [9, 9, 9, 9, 9, 9])));

    [Fact]
    public void Without_both_it_is_nobody()
    {
        Assert.True(ClientKey.Of([], default).IsNone);
        Assert.NotEqual(default, ClientKey.Of([], Chaddr));
    }

    [Fact]
    public void Its_text_is_read_back()
    {
        ClientKey key = ClientKey.Of([1, 2, 0x77, 0xAB], Chaddr);
        Assert.True(ClientKey.TryParse(key.ToString(), out ClientKey again));
        Assert.Equal(key, again);
        Assert.Equal(key.GetHashCode(), again.GetHashCode());
    }

    // Pinned: a changed hash would give every client of every network another address after an upgrade.
    [Fact]
    public void The_stable_hash_never_changes()
    {
        Assert.True(ClientKey.TryParse("01:02:00:00:00:00:01", out ClientKey key));
        Assert.Equal(3341365787370108361UL, key.StableHash());
    }
}

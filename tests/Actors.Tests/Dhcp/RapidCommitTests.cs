using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>RFC 4039: a lease in two messages.</summary>
public sealed class RapidCommitTests
{
    private static readonly Dhcp4Bytes Discover = Lan.Message(MessageType.Discover).With(OptionCode.RapidCommit);

    // RFC 4039 §3.1: the DHCPACK carries the option, and the lease is committed before.
    [Fact]
    public void A_rapid_discover_is_acknowledged_after_the_commit()
    {
        DhcpFixture lan = new(Lan.Settings() with { RapidCommit = true }) { IsDiskSlow = true };
        lan.Send(Discover);
        Assert.Empty(lan.Port.Sent);

        lan.Commit();

        SentMessage ack = lan.Take();
        Assert.Equal(MessageType.Ack, ack.Type);
        Assert.True(ack.Has(OptionCode.RapidCommit));
        Assert.Equal(ack.Yiaddr, Assert.Single(lan.Store.Events).Address.ToString());
    }

    [Fact]
    public void The_address_is_probed_all_the_same()
    {
        DhcpFixture lan = new(Lan.Settings() with { RapidCommit = true, NoPing = false });
        lan.Send(Discover);
        Assert.Empty(lan.Store.Events);

        lan.Advance(0.05);

        Assert.Equal(MessageType.Ack, lan.Take().Type);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Both_sides_must_want_it(bool isAllowed, bool isAsked)
    {
        DhcpFixture lan = new(Lan.Settings() with { RapidCommit = isAllowed });

        SentMessage offer = lan.Ask(isAsked ? Discover : Lan.Message(MessageType.Discover));

        Assert.Equal(MessageType.Offer, offer.Type);
        Assert.False(offer.Has(OptionCode.RapidCommit));
    }
}

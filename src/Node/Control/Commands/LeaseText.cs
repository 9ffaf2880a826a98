using Polymasq.Actors.Leases;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary>Makes the control API's words of the ledger's events.</summary>
internal static class LeaseText
{
    /// <param name="e">The event.</param>
    /// <param name="now">By the protocol's clock, to say what is left; null for history.</param>
    public static LeaseInfo Describe(LeaseEvent e, DateTimeOffset? now)
    {
        bool ends = e.State != LeaseState.Free && e.Until != DateTimeOffset.MaxValue;
        return new LeaseInfo
        {
            Address = e.Address.ToString(),
            State = NameOf(e.State),
            Event = NameOf(e.Kind),
            At = e.At,
            Client = e.Client.IsNone ? null : e.Client.ToString(),
            Mac = e.Chaddr.IsNone ? null : e.Chaddr.ToString(),
            Hostname = e.Hostname,
            VendorClass = e.VendorClass,
            Since = e.Since == default ? null : e.Since,
            Until = ends ? e.Until : null,
            LeaseSeconds = e.LeaseSeconds == LeaseTime.Infinite ? null : e.LeaseSeconds,
            SecondsLeft = ends && now is { } moment ? LeaseTime.Left(e.Until, moment) : null,
            Version = e.Version,
            Gateway = e.Gateway,
        };
    }

    private static string NameOf(LeaseState state) => state switch
    {
        LeaseState.Bound => "bound",
        LeaseState.Quarantined => "quarantined",
        _ => "free",
    };

    private static string NameOf(LeaseEventKind kind) => kind switch
    {
        LeaseEventKind.Leased => "leased",
        LeaseEventKind.Renewed => "renewed",
        LeaseEventKind.Released => "released",
        LeaseEventKind.Declined => "declined",
        LeaseEventKind.Expired => "expired",
        LeaseEventKind.Revoked => "revoked",
        LeaseEventKind.Conflicted => "conflicted",
        _ => "none",
    };
}

using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>
/// Events that no gateway decided, for what somebody did to a key with the store's own tools. Every gateway that sees it
/// concludes the same. They carry no gateway's name.
/// </summary>
internal static class KeyEvents
{
    /// <summary>The key was deleted: the address is free.</summary>
    public static LeaseEvent Deleted(LeaseEvent newest, DateTimeOffset now) => newest with
    {
        Kind = LeaseEventKind.Revoked,
        Version = newest.Version + 1,
        At = now,
        LeaseSeconds = 0,
        Until = now,
        Gateway = "",
        Correlation = 0,
    };

    /// <summary>The key's value cannot be read: nobody gets the address until an operator revokes it.</summary>
    public static LeaseEvent Unreadable(Ipv4Address address, long version, DateTimeOffset now) => new()
    {
        Kind = LeaseEventKind.Conflicted,
        Address = address,
        Version = Math.Max(1, version),
        At = now,
        Since = now,
        Until = DateTimeOffset.MaxValue,
        Gateway = "",
    };

    public static bool IsDeletion(LeaseEvent e) => e.Kind == LeaseEventKind.Revoked && IsOfNobody(e);

    /// <summary>The same step, however it was learnt of.</summary>
    public static bool IsSame(LeaseEvent one, LeaseEvent other) =>
        one.Address == other.Address && one.Correlation == other.Correlation && one.Gateway == other.Gateway
        && one.Kind == other.Kind && (one.Version == other.Version || !IsOfNobody(one));

    private static bool IsOfNobody(LeaseEvent e) => e.Correlation == 0 && e.Gateway.Length == 0;
}

using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>Answers who had which address when. Reads from disk and may block: for the control API, never for a packet.</summary>
public interface ILeaseHistory
{
    /// <summary>The newest events that match, oldest of them first, at most <see cref="LeaseHistoryQuery.Limit"/>.</summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    IReadOnlyList<LeaseEvent> Read(LeaseHistoryQuery query);
}

/// <summary>Which events; parts that are not set match all.</summary>
public sealed record LeaseHistoryQuery
{
    public Ipv4Address? Address { get; init; }
    public ClientKey Client { get; init; }
    public HardwareAddress Chaddr { get; init; }

    /// <summary>Events decided at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events decided before this time.</summary>
    public DateTimeOffset? To { get; init; }
    public required int Limit { get; init; }
}

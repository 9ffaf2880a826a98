namespace Polymasq.Actors.Leases;

/// <summary>What is left of a committed lease: all that a client can be promised while nothing can be committed.</summary>
internal static class RestOfLease
{
    /// <summary>Seconds. With less the client would be busy renewing; it keeps what it has and asks again anyway.</summary>
    public const uint SecondsMin = 10;

    /// <summary>
    /// Whole seconds that the lease runs on, never more than were committed: the writer's clock may be ahead of ours, so what has
    /// passed since we learned of the lease counts as well.
    /// </summary>
    public static uint Of(Binding binding, DateTimeOffset now)
    {
        LeaseEvent lease = binding.Newest;
        uint left = LeaseTime.Left(lease.Until, now);
        if (lease.LeaseSeconds == LeaseTime.Infinite) return left;
        double age = Math.Ceiling(Math.Max(0, (now - binding.LearnedAt).TotalSeconds));
        return Math.Min(left, age < lease.LeaseSeconds ? lease.LeaseSeconds - (uint)age : 0);
    }

    /// <summary>
    /// The answer to a request of the holder: DHCPACK for the rest of its lease, and silence for everybody else. A client in SELECTING
    /// says by that it holds nothing: it may have released or declined the address at a gateway that we do not hear.
    /// </summary>
    public static LeaseDecision Answer(LeaseCommand command, Binding? binding, DateTimeOffset now, LeaseReason otherwise)
    {
        bool isRequest = command.Kind is LeaseCommandKind.RequestRenewing or LeaseCommandKind.RequestRebinding
            or LeaseCommandKind.RequestInitReboot;
        bool isHolder = isRequest && binding is { State: LeaseState.Bound } && binding.BelongsTo(command.Client)
            && command.Pool?.Subnet.Contains(command.Address) == true;
        uint seconds = isHolder ? Of(binding!, now) : 0;
        return seconds >= SecondsMin ? LeaseDecision.Ack(command.Address, seconds, binding!.Newest.Hostname) : LeaseDecision.Silent(otherwise);
    }
}
